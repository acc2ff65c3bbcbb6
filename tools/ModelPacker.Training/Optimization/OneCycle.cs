namespace ModelPacker.Training.Optimization;

/// <summary>
/// The learning rate over a run: from a 25th of the peak up to it and down to nearly zero, both along half a cosine (Smith and Topin,
/// "Super-convergence", 2018).
/// </summary>
/// <param name="peak">Highest rate.</param>
/// <param name="steps">Steps of the run.</param>
/// <param name="warmUp">Share of the steps before the peak.</param>
public sealed class OneCycle(float peak, int steps, float warmUp)
{
    private const float StartShare = 1 / 25f, EndShare = 1e-4f;

    /// <summary>The rate of a step, counted from 0.</summary>
    public float Rate(int step)
    {
        float rising = MathF.Max(1, warmUp * steps);
        return step < rising
            ? Blend(peak * StartShare, peak, step / rising)
            : Blend(peak, peak * EndShare, MathF.Min(1, (step - rising) / MathF.Max(1, steps - rising)));
    }

    private static float Blend(float from, float to, float progress) => to + ((from - to) * 0.5f * (1 + MathF.Cos(MathF.PI * progress)));
}
