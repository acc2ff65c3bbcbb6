using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Reports;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Presets;
using ModelPacker.Training.Tests.Pipeline;

namespace ModelPacker.Training.Tests.Chain;

public sealed class ChainTests : IDisposable
{
    private const string Baseline = "linear n-grams";

    private static readonly Preset Tiny = new(
        "tiny", 48 * 1024, WeightFormat.Int8,
        new TrainingOptions { Dim = 48, Layers = 1, Heads = 2, KvHeads = 2, Hidden = 96, Pieces = 200, NgramRows = 256, LearningRate = 5e-3f, Dropout = 0.05f },
        new TrainingOptions { Dim = 32, Layers = 1, Heads = 2, KvHeads = 2, Hidden = 48, Pieces = 150, NgramRows = 256, LearningRate = 5e-3f, Dropout = 0.05f, MaxImageBytes = int.MaxValue },
        PrunedHeads: 2, PrunedHidden: 40)
    {
        GeneratedEffort = new Effort(4000, 5000, 2000, 1000),
    };

    private readonly LampFile _file = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("chain").FullName;
    private readonly List<string> _begun = [];
    private readonly string _lines;

    public ChainTests()
    {
        _lines = _file.Write("lines.txt", "light on in here\n\nmake the bath light bright\n");
    }

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_preset_runs_through_and_its_image_fits_and_understands()
    {
        ChainResult result = Run();
        string[] names = ["teacher-1", "distilled", "pruned", "quantized"];
        Assert.Equal([Baseline, .. names, ChainRunner.Packing], result.Stages.Select(stage => stage.Name));
        Assert.Equal(_begun, result.Stages.Select(stage => stage.Name));
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(_folder, name + ".ckpt")), name));
        Assert.Empty(Directory.GetFiles(_folder, "*.state*"));
        Assert.InRange(result.Packed.Image.Length, 0, Tiny.MaxImageBytes);
        StageRecord distilled = result.Stages[2], pruned = result.Stages[3], packed = result.Stages[^1];
        Assert.InRange(packed.Bytes, pruned.Bytes - 3072, pruned.Bytes);
        Assert.True(pruned.MultiplyAccumulates < distilled.MultiplyAccumulates);
        Assert.True(result.Packed.Report.WholeSentences.Share > 0.8, $"{result.Packed.Report.WholeSentences}");
        Assert.NotEmpty(distilled.Curve);
        Assert.True(result.Stages[1].MultiplyAccumulates > distilled.MultiplyAccumulates);
        IReadOnlyList<LayerRange> ranges = RangeTable.Of(result.Checkpoint);
        Assert.Equal(3 + (9 * result.Checkpoint.Config.Layers), ranges.Count);
        Assert.All(ranges, range => Assert.True(range.Max > 0 && range.Clip > 0.02 * range.Max, $"{range}"));
        string provenance = System.Text.Encoding.UTF8.GetString(ImageReader.Open(result.Packed.Image).Find(SectionType.Provenance)!.Value.Span);
        Assert.Contains("\"sha256:lamp.yaml\"", provenance, StringComparison.Ordinal);
        Assert.Contains("\"sha256:lines.txt\"", provenance, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_chain_goes_on_where_it_stopped_and_ends_with_the_same_bytes()
    {
        byte[] whole = Run().Packed.Image;
        string other = Path.Combine(_folder, "other");
        Directory.CreateDirectory(other);
        int runs = 0;
        ChainResult? result = null;
        while (result is null)
        {
            Assert.True(++runs < 30, "the chain does not get on");
            using var stop = new CancellationTokenSource();
            try
            {
                result = Run(other, new Countdown(3 + runs, stop), stop.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.True(runs > 2, $"{runs} runs");
        Assert.Equal(whole, result.Packed.Image);

        _begun.Clear();
        Assert.Equal(whole, Run(other).Packed.Image);
        Assert.Equal([ChainRunner.Packing], _begun);
    }

    [Fact]
    public void A_stage_with_another_recipe_and_those_after_it_run_again()
    {
        Run();
        _begun.Clear();
        Run(preset: Tiny with { Distillation = new(0.5f) });
        Assert.Equal(["distilled", "pruned", "quantized", ChainRunner.Packing], _begun);
    }

    [Fact]
    public void With_a_command_file_one_teacher_serves_and_with_labelled_utterances_alone_two()
    {
        string labelled = _file.Write("said.jsonl", "{\"text\":\"light on please\",\"intent\":\"light_on\",\"slots\":[]}\n{\"text\":\"what a day\",\"intent\":null,\"slots\":[]}\n");
        Assert.Equal(["teacher-1"], Teachers(_file.Path));
        Assert.Equal(["teacher-1"], Teachers(_file.Path, labelled));
        Assert.Equal(["teacher-1", "teacher-2"], Teachers(labelled));

        static IEnumerable<string> Teachers(params string[] files) =>
            new PresetChain(Tiny, TrainingData.Load(new DataOptions { Files = files, EpochSize = 500, HeldOutSize = 100 }), 1).Stages
                .Select(stage => stage.Name).Where(name => name.StartsWith("teacher", StringComparison.Ordinal));
    }

    private ChainResult Run(string? folder = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default, Preset? preset = null)
    {
        TrainingData data = TrainingData.Load(new DataOptions { Files = [_file.Path], Unlabelled = [_lines], EpochSize = 500, HeldOutSize = 100 });
        var chain = new PresetChain(preset ?? Tiny, data, 1);
        var runner = new ChainRunner(folder ?? _folder, data, name =>
        {
            _begun.Add(name);
            return progress ?? new Countdown(-1, null);
        });
        return runner.Run((Baseline, chain.Baseline), chain.Stages, new PackOptions(new ImageHeader()), cancellation);
    }

    private sealed class Countdown(int reports, CancellationTokenSource? stop) : IProgress<TrainingProgress>
    {
        private int _left = reports;

        public void Report(TrainingProgress value)
        {
            if (--_left == 0) stop!.Cancel();
        }
    }
}
