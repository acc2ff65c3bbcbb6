namespace ModelPacker.Core.Commands;

/// <summary>A part of a sentence template.</summary>
/// <param name="At">Offset in the template's text.</param>
public abstract record Template(int At)
{
    /// <summary>Whether one of its sentences has no words.</summary>
    public abstract bool CanBeEmpty { get; }
}

/// <summary>Lower-case text. Runs of spaces count as one; at the ends of a sentence they vanish.</summary>
public sealed record TextPart(int At, string Text) : Template(At)
{
    public override bool CanBeEmpty => string.IsNullOrWhiteSpace(Text);
}

/// <summary>Parts one after the other, joined as they stand, without spaces.</summary>
public sealed record SequencePart(int At, IReadOnlyList<Template> Parts) : Template(At)
{
    public override bool CanBeEmpty => Parts.All(part => part.CanBeEmpty);
}

/// <summary>One of the alternatives, or nothing when <paramref name="Optional"/>.</summary>
public sealed record ChoicePart(int At, IReadOnlyList<Template> Alternatives, bool Optional) : Template(At)
{
    public override bool CanBeEmpty => Optional || Alternatives.Any(alternative => alternative.CanBeEmpty);
}

/// <summary>A value of a slot; <paramref name="Slot"/> is its index in the schema.</summary>
public sealed record SlotPart(int At, int Slot) : Template(At)
{
    public override bool CanBeEmpty => false;
}

/// <summary>Another template, by name.</summary>
public sealed record RulePart(int At, Rule Rule) : Template(At)
{
    public override bool CanBeEmpty => Rule.Body.CanBeEmpty;
}

/// <summary>A named template. Complete once the whole file is read.</summary>
public sealed class Rule(string name)
{
    public string Name { get; } = name;

    public Template Body { get; internal set; } = new TextPart(0, "");
}
