using System.Text;
using ModelPacker.Core.Calibration;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;
using Intent = ModelPacker.Core.Schemas.Intent;

namespace ModelPacker.Core.Tests.Calibration;

public class ConfidenceFitTests
{
    private static readonly Schema Schema = new("two", [], [new Intent("a", []), new Intent("b", [])], []);

    [Fact]
    public void WhatIsSurelyMistakenForACommandIsRefusedByItsProbabilityOfBeingOutOfScope()
    {
        // The command wavers between the intents (73 %), the other text does not (95 %), but it alone might be out of scope (5 %): no threshold parts them.
        var model = new TableModel(new() { ["command"] = [-4, 4, 3], ["other"] = [5, 8, 0] });
        IReadOnlyList<Utterance> samples = [.. Many("command", 0, 40), .. Many("other", -1, 5)];
        CalibrationSection fitted = ConfidenceFit.Run(Schema, model, samples);
        Assert.InRange(fitted.OutOfScopeLimit, 100, 1500);
        var device = new LogitRecognizer(Schema, fitted, model);
        Assert.Equal(0, device.Recognize("command").Intent);
        Assert.Equal(Refusal.OutOfScope, device.Recognize("other").Refusal);
    }

    [Fact]
    public void WhereTheThresholdDoesItThereIsNoLimit()
    {
        var model = new TableModel(new() { ["command"] = [-4, 8, 0], ["other"] = [-4, 1, 0.9] });
        CalibrationSection fitted = ConfidenceFit.Run(Schema, model, [.. Many("command", 0, 40), .. Many("other", -1, 5)]);
        Assert.Equal(0, fitted.OutOfScopeLimit);
        Assert.Equal(Refusal.LowConfidence, new LogitRecognizer(Schema, fitted, model).Recognize("other").Refusal);
    }

    private static IEnumerable<Utterance> Many(string text, int intent, int count) => Enumerable.Repeat(new Utterance(text, intent, []), count);

    // Logits of out of scope and the two intents, in nat, by text.
    private sealed class TableModel(Dictionary<string, double[]> logits) : ILogitSource
    {
        public ModelConfig Config { get; } = new(
            Dim: 4, Layers: 1, Heads: 1, KvHeads: 1, HeadDim: 4, Hidden: 4, MaxTokens: 8, Causal: false, Pieces: 2, NgramRows: 0,
            SentenceOutputs: Schema.SentenceOutputs, TagOutputs: Schema.TagOutputs);

        public sbyte[] Transitions => [];

        public Normalizer Words { get; } = new(64, 8);

        public Logits? Read(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Words.Normalize(bytes, bytes.Length);
            return new Logits([.. logits[text].Select(logit => (short)(256 * logit))], new short[Words.WordCount * Schema.TagOutputs]);
        }
    }
}
