namespace ModelPacker.Core.Quantization;

/// <summary>How the magnitude at which an int8 activation saturates is chosen from the values seen.</summary>
/// <param name="Percentile">This share of the values lies within, in percent; null: where the mean square error of rounding and
/// saturating is least (the default).</param>
public readonly record struct RangeMethod(double? Percentile = null)
{
    /// <summary>Least mean square error.</summary>
    public static readonly RangeMethod MeanSquare = default;
}
