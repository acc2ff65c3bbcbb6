using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Tests.Image;

namespace ModelPacker.Core.Tests.Evaluation;

public class ImageEvaluationTests
{
    private static readonly string[] Texts = ["a", "b", "a b", "b a", "b b a", "a a b"];

    [Fact]
    public void WhatTheThresholdWithholdsIsWhatTheSameModelAnswersWithoutOne()
    {
        EvaluationReport strict = Run(100);
        EvaluationReport open = Run(0);
        Assert.Equal((100, 0), (strict.Threshold, open.Threshold));
        Assert.Contains(open.Comparisons, c => !c.Refused);
        foreach ((AnswerComparison refused, AnswerComparison answered) in strict.Comparisons.Zip(open.Comparisons))
        {
            Assert.True(refused.Refused);
            Assert.True(answered.Refused || refused.Withheld is not null);
            if (refused.Withheld is { } withheld)
            {
                Assert.Equal(answered.Actual with { Slots = [] }, withheld.Actual with { Slots = [] });
                Assert.Equal(answered.Actual.Slots, withheld.Actual.Slots);
            }
        }

        Assert.Equal(open.Thresholds, strict.Thresholds);
    }

    private static EvaluationReport Run(int threshold)
    {
        string[] pieces = ["<unk>", "<end>", " a", " b", "b"];
        ModelWeights weights = RandomModel.Weights(SampleImage.Config, 3);
        byte[] bytes = new ModelImage(new ImageHeader(), Quantizer.Quantize(weights, PlanBuilder.Build(weights, RandomModel.Ranges(weights, 3))),
            TrieBuilder.Build(pieces, 0, 1), SampleImage.Schema, CalibrationSection.Identity with { Threshold = threshold }, [], "").Write();
        using var image = new HostImage(bytes);
        return ImageEvaluation.Run(image, Texts.Select(text => new Utterance(text, 0, [])));
    }
}
