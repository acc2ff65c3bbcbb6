using ModelPacker.Core.Model;
using NanoLm.Runtime.Text;

namespace ModelPacker.Core.Evaluation;

/// <summary>A model that reads texts up to its logits.</summary>
public interface ILogitSource
{
    /// <summary>The shape of the model.</summary>
    ModelConfig Config { get; }

    /// <summary>[tag_outputs, tag_outputs] of moves between tags, (from, to), in 1/16 nat; empty: all zero.</summary>
    sbyte[] Transitions { get; }

    /// <summary>The words of the last text.</summary>
    Normalizer Words { get; }

    /// <summary>Reads a text; null when it is too long for the model.</summary>
    Logits? Read(string text);
}

/// <summary>The heads' outputs for one text, in 1/256 nat.</summary>
/// <param name="Sentence">[sentence_outputs].</param>
/// <param name="Tags">[words, tag_outputs], row after row.</param>
public sealed record Logits(short[] Sentence, short[] Tags);
