using System.Text;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Image;

/// <summary>All that goes into a command model's image.</summary>
/// <param name="Tokenizer">TOKN, or null for a model that is fed token numbers.</param>
/// <param name="Schema">GRAM, or null.</param>
/// <param name="Calibration">CALI, or null.</param>
/// <param name="Provenance">JSON text; empty: none.</param>
public sealed record ModelImage(
    ImageHeader Header, QuantizedModel Model, byte[]? Tokenizer, Schema? Schema, CalibrationSection? Calibration,
    IReadOnlyList<Canary> Canaries, string Provenance)
{
    /// <summary>The order of the matrices' weights; the board's own is the fastest there.</summary>
    public WeightOrder Order { get; init; }

    /// <summary>The image's bytes.</summary>
    /// <exception cref="ImageException">The model is beyond what the format holds.</exception>
    public byte[] Write() => ImageWriter.Write(Header, Sections());

    private IEnumerable<ImageSection> Sections()
    {
        yield return new ImageSection(SectionType.Config, 0, ConfigSection.Write(Model));
        yield return new ImageSection(SectionType.Pieces, 0, TableSection.Write(Model.Pieces));
        yield return new ImageSection(SectionType.Rope, 0, RopeSection.Write(Model.Config.MaxTokens, Model.Config.HeadDim));
        if (Model.Ngrams.Codes.Length > 0)
        {
            yield return new ImageSection(SectionType.Ngrams, 0, TableSection.Write(Model.Ngrams));
        }

        for (int i = 0; i < Model.Layers.Count; i++)
        {
            yield return new ImageSection(SectionType.Layer, i, LayerSection.Write(Model.Layers[i], Order));
        }

        var heads = new[] { (HeadSection.Sentence, Model.SentenceHead), (HeadSection.Tags, Model.TagHead) };
        foreach ((int index, QuantizedMatrix? head) in heads)
        {
            if (head is not null)
            {
                yield return new ImageSection(SectionType.Head, index, HeadSection.Write(head, Order));
            }
        }

        if (Model.Transitions.Length > 0)
        {
            yield return new ImageSection(SectionType.Transitions, 0, TransitionSection.Write(Model.Transitions));
        }

        if (Tokenizer is not null)
        {
            yield return new ImageSection(SectionType.Tokenizer, 0, Tokenizer);
        }

        if (Schema is not null)
        {
            yield return new ImageSection(SectionType.Grammar, 0, GrammarSection.Write(Schema));
        }

        if (Calibration is not null)
        {
            yield return new ImageSection(SectionType.Calibration, 0, Calibration.Write());
        }

        if (Canaries.Count > 0)
        {
            yield return new ImageSection(SectionType.Canaries, 0, CanarySection.Write(Canaries));
        }

        if (Provenance.Length > 0)
        {
            yield return new ImageSection(SectionType.Provenance, 0, Encoding.UTF8.GetBytes(Provenance));
        }
    }
}
