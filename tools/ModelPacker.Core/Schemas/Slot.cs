namespace ModelPacker.Core.Schemas;

/// <summary>What a slot's value is and where it comes from. The numbers are those of the image.</summary>
public enum SlotKind
{
    /// <summary>One of fixed values, classified from the whole sentence.</summary>
    List = 0,

    /// <summary>An integer, located in the text and read from digits or words.</summary>
    Range = 1,

    /// <summary>A time in seconds, located in the text and read from digits or words.</summary>
    Duration = 2,

    /// <summary>A span of the text itself.</summary>
    Open = 3,
}

/// <summary>What a range counts. The numbers are those of the image.</summary>
public enum Unit
{
    None = 0,
    Percent = 1,
    Degrees = 2,
}

/// <summary>An extra way to say a number of a range, such as "half" for 50.</summary>
public sealed record NamedNumber(string Text, int Value);

/// <summary>A slot: a named value that a command may carry.</summary>
/// <param name="Name">Its name, which is also the key of the answer's JSON.</param>
/// <param name="Kind">Which of the following fields count.</param>
/// <param name="Unit">Ranges only.</param>
/// <param name="From">Smallest value of a range, or of a duration in seconds.</param>
/// <param name="To">Largest value, inclusive.</param>
/// <param name="Values">Canonical values of a list; empty for the other kinds.</param>
/// <param name="Words">Extra names of a range's numbers; empty for the other kinds.</param>
public sealed record Slot(
    string Name,
    SlotKind Kind,
    Unit Unit,
    int From,
    int To,
    IReadOnlyList<string> Values,
    IReadOnlyList<NamedNumber> Words)
{
    /// <summary>A list slot with these canonical values.</summary>
    public static Slot List(string name, IReadOnlyList<string> values) => new(name, SlotKind.List, Unit.None, 0, 0, values, []);

    /// <summary>An open slot.</summary>
    public static Slot Open(string name) => new(name, SlotKind.Open, Unit.None, 0, 0, [], []);

    /// <summary>Whether the slot's words are tagged in the text; a list slot is classified instead.</summary>
    public bool IsLocated => Kind != SlotKind.List;
}
