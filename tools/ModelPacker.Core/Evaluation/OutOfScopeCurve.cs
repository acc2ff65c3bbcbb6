namespace ModelPacker.Core.Evaluation;

/// <summary>How well a score tells commands from what is out of scope, whatever the threshold (a receiver operating characteristic).</summary>
public sealed class OutOfScopeCurve
{
    /// <summary>The share of commands that <see cref="Caught"/> allows to be refused.</summary>
    public const double FalseRefusals = 0.04;

    private readonly double[] commands;
    private readonly double[] outOfScope;

    /// <param name="commands">Scores of commands; the higher, the more the model takes a text for a command.</param>
    /// <param name="outOfScope">Scores of texts that should be refused.</param>
    /// <exception cref="ArgumentException">One of both is empty, or holds a NaN.</exception>
    public OutOfScopeCurve(IEnumerable<double> commands, IEnumerable<double> outOfScope)
    {
        this.commands = [.. commands.Order()];
        this.outOfScope = [.. outOfScope.Order()];
        if (this.commands.Length == 0 || this.outOfScope.Length == 0)
        {
            throw new ArgumentException("a curve takes both commands and texts that are out of scope");
        }

        if (double.IsNaN(this.commands[0]) || double.IsNaN(this.outOfScope[0]))
        {
            throw new ArgumentException("a score is not a number");
        }
    }

    /// <summary>Texts out of scope that are refused when 4 % of the commands are.</summary>
    public Tally Caught => CaughtAt(FalseRefusals);

    /// <summary>
    /// Area under the curve: how probably a random command scores higher than a random text out of scope, equal scores counting half. 0..1
    /// </summary>
    public double Area
    {
        get
        {
            double wins = outOfScope.Sum(score => commands.Length - (Below(commands, score, orEqual: true) + Below(commands, score, orEqual: false)) / 2.0);
            return wins / ((double)commands.Length * outOfScope.Length);
        }
    }

    /// <summary>Texts out of scope below the highest threshold that refuses at most this share of the commands.</summary>
    /// <param name="falseRefusals">In 0..1.</param>
    public Tally CaughtAt(double falseRefusals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(falseRefusals);
        int refused = (int)(falseRefusals * commands.Length);
        int caught = refused >= commands.Length ? outOfScope.Length : Below(outOfScope, commands[refused], orEqual: false);
        return new Tally(caught, outOfScope.Length);
    }

    // Ascending scores below a score, or up to it.
    private static int Below(double[] scores, double score, bool orEqual)
    {
        int low = 0;
        int high = scores.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (scores[middle] < score || (orEqual && scores[middle] == score))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
