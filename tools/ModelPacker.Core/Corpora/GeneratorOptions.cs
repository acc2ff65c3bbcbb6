namespace ModelPacker.Core.Corpora;

/// <summary>Shares and rates of a generated corpus, all in 0..1.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Share of out-of-scope utterances in all, the compound and the truncated ones included.</summary>
    public double OutOfScope { get; init; } = 0.33;

    /// <summary>Share of two commands in one breath, which are out of scope.</summary>
    public double Compound { get; init; } = 0.10;

    /// <summary>Share of commands that break off before a required slot, which are out of scope.</summary>
    public double Truncated { get; init; } = 0.02;

    /// <summary>How often a carrier stands around a command.</summary>
    public double Carrier { get; init; } = 0.35;

    /// <summary>How often a carrier stands around an out-of-scope sentence.</summary>
    public double OutOfScopeCarrier { get; init; } = 0.10;

    /// <summary>Intents are drawn by their weight of templates to this power: 0 all alike, 1 as the templates are.</summary>
    public double IntentPower { get; init; } = 0.5;

    /// <summary>Noise on the text; null for none.</summary>
    public AugmenterOptions? Noise { get; init; } = new();
}

/// <summary>How much noise utterances get.</summary>
public sealed record AugmenterOptions
{
    /// <summary>One typing mistake in every utterance that has room for it, and nothing else.</summary>
    public static AugmenterOptions OneTypo { get; } = new() { Clean = 0, Second = 0, Written = 0, Weights = [1, 0, 0, 0, 0, 0, 0, 0] };

    /// <summary>Share of utterances whose words stay as they are.</summary>
    public double Clean { get; init; } = 0.65;

    /// <summary>Share of the noisy ones that get a second piece of noise.</summary>
    public double Second { get; init; } = 0.25;

    /// <summary>Share of utterances with capitals or punctuation.</summary>
    public double Written { get; init; } = 0.20;

    /// <summary>Relative weight of each kind of noise, by <see cref="NoiseKind"/>.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [10, 3, 2, 3, 2.5, 3, 1.5, 2];
}

/// <summary>Kinds of noise.</summary>
public enum NoiseKind
{
    /// <summary>A neighbouring key, a dropped, doubled or swapped letter, in a word of four letters or more.</summary>
    Typo = 0,

    /// <summary>"im" for "i'm".</summary>
    Apostrophe,

    /// <summary>What recognisers and hasty writers confuse: "to" and "too", "off" and "of", "light" and "lite".</summary>
    Homophone,

    /// <summary>"uh", "um", "like".</summary>
    Filler,

    /// <summary>"please" or "thanks" at the end.</summary>
    Courtesy,

    /// <summary>A missing article.</summary>
    Article,

    /// <summary>A word said twice.</summary>
    Repetition,

    /// <summary>"livingroom" for "living room", "bed room" for "bedroom".</summary>
    Compound,
}
