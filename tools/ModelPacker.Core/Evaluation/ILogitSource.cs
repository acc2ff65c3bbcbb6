using ModelPacker.Core.Model;

namespace ModelPacker.Core.Evaluation;

/// <summary>A model that reads prompts up to its logits.</summary>
public interface ILogitSource
{
    /// <summary>The shape of the model.</summary>
    ModelConfig Config { get; }

    /// <summary>Reads a prompt.</summary>
    Logits Read(Prompt prompt);
}

/// <summary>The heads' outputs for one prompt, in 1/256 nat.</summary>
/// <param name="Sentence">[sentence_outputs].</param>
/// <param name="Tags">[words, tag_outputs].</param>
public sealed record Logits(short[] Sentence, short[] Tags);
