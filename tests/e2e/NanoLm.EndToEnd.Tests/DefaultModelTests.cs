using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;

namespace NanoLm.EndToEnd.Tests;

/// <summary>
/// The packed default model on natural sentences written apart from its command file (tests/smart-home/test.jsonl). They judge;
/// nothing is trained on them.
/// </summary>
public class DefaultModelTests
{
    private const double WholeFrames = 0.93;
    private const double Refusals = 0.90;
    private const int ImageBytes = 1 << 20;

    private static readonly string Model = Path.Combine(TestBoards.Root, "models", "smart-home", "model.nlm");

    [Fact]
    public void It_understands_and_refuses_as_promised()
    {
        byte[] bytes = File.ReadAllBytes(Model);
        Assert.InRange(bytes.Length, 1, ImageBytes);
        using var image = new HostImage(bytes);
        var recognizer = new DeviceRecognizer(image);
        IReadOnlyList<Utterance> sentences = JsonlReader.Load(Path.Combine(TestBoards.Root, "tests", "smart-home", "test.jsonl"), recognizer.Schema, needSpans: false);
        EvaluationReport report = EvaluationReport.Run(recognizer.Schema, recognizer, sentences);
        Assert.InRange(report.WholeSentences.Of, 150, int.MaxValue);
        Assert.InRange(report.OutOfScopeRefused.Of, 50, int.MaxValue);
        Assert.True(report.WholeSentences.Share >= WholeFrames, $"whole frames: {report.WholeSentences}");
        Assert.True(report.OutOfScopeRefused.Share >= Refusals, $"refused: {report.OutOfScopeRefused}");
    }
}
