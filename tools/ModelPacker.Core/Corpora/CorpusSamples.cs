using ModelPacker.Core.Commands;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Shows what a command file generates.</summary>
public static class CorpusSamples
{
    /// <summary>Writes random utterances of each intent with their labels, then out-of-scope ones.</summary>
    /// <param name="file">The command file.</param>
    /// <param name="count">Utterances per intent.</param>
    /// <param name="seed">Which ones.</param>
    /// <param name="output">Where to.</param>
    public static void Write(CommandFile file, int count, ulong seed, TextWriter output)
    {
        UtteranceGenerator generator = new(file, new GeneratorOptions(), seed);
        for (int intent = 0; intent < file.Schema.Intents.Count; intent++)
        {
            if (file.Sentences.All(s => s.Intent != intent))
            {
                continue;
            }

            output.WriteLine($"{file.Schema.Intents[intent].Name} ({file.Sentences.Count(s => s.Intent == intent)} templates)");
            for (int i = 0; i < count; i++)
            {
                output.WriteLine("  " + Describe(file.Schema, generator.Command(intent)));
            }
        }

        output.WriteLine($"out of scope ({file.OutOfScope.Count} templates)");
        for (int i = 0; i < count && generator.OutOfScope() is { } refused; i++)
        {
            output.WriteLine("  " + Describe(file.Schema, refused));
        }
    }

    /// <summary>The text, and its slots as name=value[words].</summary>
    public static string Describe(Schema schema, Utterance utterance) => utterance.Text + string.Concat(utterance.Slots.Select(label =>
        $"  {schema.Slots[label.Slot].Name}={label.Value}{(label.Start < 0 ? "" : $"[{utterance.Text[label.Start..label.End]}]")}"));
}
