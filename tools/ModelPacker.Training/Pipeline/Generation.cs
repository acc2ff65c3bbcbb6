using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;

namespace ModelPacker.Training.Pipeline;

/// <summary>Generators over files that may lack what a full command file has.</summary>
internal static class Generation
{
    /// <summary>A generator with the usual shares, or without out-of-scope utterances where the file has nothing to make them of.</summary>
    public static UtteranceGenerator Of(CommandFile file, ulong seed)
    {
        bool refuses = file.OutOfScope.Count > 0 || Intents(file) > 1;
        return new UtteranceGenerator(file, refuses ? new GeneratorOptions() : new GeneratorOptions { OutOfScope = 0 }, seed);
    }

    /// <summary>Number of intents that have sentences.</summary>
    public static int Intents(CommandFile file) => file.Sentences.Select(sentence => sentence.Intent).Distinct().Count();
}
