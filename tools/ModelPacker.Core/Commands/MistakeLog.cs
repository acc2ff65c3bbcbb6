namespace ModelPacker.Core.Commands;

/// <summary>Collects the mistakes and warnings of one source, so that a user sees many at once.</summary>
internal sealed class MistakeLog(SourceText source)
{
    private const int Shown = 20;

    private readonly List<Mistake> errors = [];
    private readonly List<Mistake> warnings = [];

    /// <summary>How many errors were reported so far.</summary>
    public int Errors => errors.Count;

    public IReadOnlyList<Mistake> Warnings => warnings;

    /// <param name="at">Offset in the source.</param>
    public void Error(int at, string message) => errors.Add(source.MistakeAt(at, message));

    /// <param name="at">Offset in the source.</param>
    public void Warn(int at, string message) => warnings.Add(source.MistakeAt(at, message));

    /// <exception cref="InputException">There was an error.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0)
        {
            Mistake[] sorted = errors.OrderBy(e => e.Line).ThenBy(e => e.Column).Take(Shown).ToArray();
            throw new InputException(sorted, errors.Count - sorted.Length);
        }
    }
}
