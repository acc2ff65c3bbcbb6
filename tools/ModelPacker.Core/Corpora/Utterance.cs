namespace ModelPacker.Core.Corpora;

/// <summary>A slot's value in an utterance.</summary>
/// <param name="Slot">Index of the slot in the schema.</param>
/// <param name="Start">UTF-16 offset of its words in the text, or -1 when the sentence only implies the value.</param>
/// <param name="End">Offset after its last character, or -1.</param>
/// <param name="Value">A list's canonical value, the integer of a range or duration (seconds) in invariant digits, or an open slot's text.</param>
public sealed record LabelledSlot(int Slot, int Start, int End, string Value);

/// <summary>A text and the answer it should get.</summary>
/// <param name="Text">What is typed or recognised.</param>
/// <param name="Intent">Index of the intent in the schema, or -1: out of scope.</param>
/// <param name="Slots">The labelled slots, in no particular order; none when out of scope.</param>
public sealed record Utterance(string Text, int Intent, IReadOnlyList<LabelledSlot> Slots);
