using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Baseline;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Pruning;
using ModelPacker.Training.QuantizationAware;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Presets;

/// <summary>The stages of a preset for some data: teacher, distillation, pruning, quantisation.</summary>
public sealed class PresetChain
{
    // Numbers of the seeds derived for each purpose; teachers have 1 and 2.
    private const ulong PoolSeed = 11, StudentSeed = 12, RecoverySeed = 13, RoundingSeed = 14, MixSeed = 15;

    // Mixed texts, for each labelled utterance, and at most.
    private const int MixedPerUtterance = 3, MostMixed = 60_000;

    // What a command file generates is new in each epoch and rightly labelled: one teacher sees more of it, its opinion counts
    // less, and a larger pool keeps the student from learning the texts by heart.
    private const float GeneratedShare = 0.5f;
    private const int GeneratedPool = 240_000, LabelledPool = 100_000;

    // Epochs of generated texts that are searched for near misses, and most of them that are kept.
    private const int MinedEpochs = 5, MostMined = 2_000;

    // Pruned weights are good already: they are not to be shaken up again.
    private const float RecoveryRate = 0.5f;

    private readonly Preset preset;
    private readonly TrainingData data;
    private readonly ulong seed;
    private readonly TrainingOptions teacher;
    private readonly int teachers;
    private readonly Effort effort;
    private readonly DistillationOptions distillation;
    private Lessons? lessons;

    /// <param name="preset">Sizes and recipes.</param>
    /// <param name="data">What to train and judge on.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <exception cref="ArgumentException">The data have too many intents and slots for the preset.</exception>
    public PresetChain(Preset preset, TrainingData data, ulong seed)
    {
        (this.preset, this.data, this.seed) = (preset, data, seed);
        Utterance[] sample = [.. data.Training.Epoch(0)];
        Dictionary<string, long> words = WordCounts.Of(sample);
        int pieces = Math.Max(PieceTrainer.Least(words), preset.Student.Pieces);
        int maxTokens = PromptLength.Of(PieceTrainer.Train(words, pieces), sample);
        Student = StudentFit.Of(preset, data.Schema, words, maxTokens);
        effort = IsGenerated ? preset.GeneratedEffort : preset.Effort;
        teachers = IsGenerated ? 1 : preset.Teachers;
        distillation = IsGenerated ? preset.Distillation with { Share = GeneratedShare } : preset.Distillation;
        teacher = (IsGenerated ? preset.GeneratedTeacher : preset.Teacher) with { MaxTokens = maxTokens, Epochs = effort.Epochs(effort.Teacher, data.Training.EpochSize) };
        Stages =
        [
            .. Enumerable.Range(1, teachers).Select(Teach),
            new ChainStage(
                "distilled", "a smaller model that learns from the teachers' opinions", new { distillation, Student.Options, effort, PoolSize, MixedPerUtterance, MostMixed, MinedEpochs, MostMined },
                (_, context) => Distil(context), effort.Student),
            new ChainStage(
                "pruned", "the same without the attention heads and channels that matter least, trained again",
                new { preset.PrunedHeads, preset.PrunedHidden, effort }, (before, context) => Prune(before!, context), effort.Recovery * 0.8),
            new ChainStage(
                "quantized", "the same, trained while it rounds as the board will", new { preset.Format, effort },
                (before, context) => Quantize(before!, context), effort.QuantizationAware * 2),
        ];
    }

    // With a command file most of what is trained on is generated, even where labelled utterances come with it.
    private bool IsGenerated => data.Training.EpochSize > data.Labelled.Count;

    private int PoolSize => IsGenerated ? GeneratedPool : LabelledPool;

    /// <summary>The student that is trained, and its size in the end.</summary>
    public StudentFit Student { get; }

    /// <summary>The stages, first to last.</summary>
    public IReadOnlyList<ChainStage> Stages { get; }

    /// <summary>The first row of the report: a linear classifier on the same data.</summary>
    public StageRecord Baseline() => BaselineStage.Run(data.Schema.Intents.Count, [.. data.Training.Epoch(0)], data.Development).Record;

    private ChainStage Teach(int number)
    {
        TrainingOptions options = teacher with { Seed = RandomExtensions.Derive(seed, (ulong)number) };
        return new ChainStage(
            TeacherName(number), "a larger model, from scratch", options,
            (_, context) => context.Train(new TrainingJob(options, data.Schema, data.Training, data.Development)), effort.Teacher * 4.0);
    }

    private static string TeacherName(int number) => $"teacher-{number}";

    private StageOutcome Distil(StageContext context)
    {
        Lessons taught = LessonsOf(context);
        TrainingOptions options = Student.Options with
        {
            Seed = RandomExtensions.Derive(seed, StudentSeed), Epochs = effort.Epochs(effort.Student, taught.Pool.EpochSize),
        };
        return context.Train(new TrainingJob(options, data.Schema, taught.Pool, data.Development)
        {
            Pieces = Student.Pieces, Targets = taught.Targets, Distillation = distillation,
        });
    }

    private StageOutcome Prune(Checkpoint before, StageContext context)
    {
        TrainingJob recovery = Recovery(Student.Options with { LearningRate = RecoveryRate * Student.Options.LearningRate }, effort.Recovery, RecoverySeed, context);
        var target = new PruneTarget(Heads: preset.PrunedHeads, Hidden: preset.PrunedHidden);
        PruneResult result = PruneStage.Run(before, recovery, new PruneOptions { Target = target }, context.Progress, context.Cancellation);
        return context.Finish(result.Checkpoint, result.Curve, result.WasCancelled);
    }

    private StageOutcome Quantize(Checkpoint before, StageContext context)
    {
        TrainingJob tuning = Recovery(QuantizeOptions.Recipe, effort.QuantizationAware, RoundingSeed, context);
        QuantizeResult result = QuantizeStage.Run(before, tuning, new QuantizeOptions { Format = preset.Format }, context.Progress, context.Cancellation);
        return context.Finish(result.Checkpoint, result.Curve, result.WasCancelled);
    }

    /// <summary>Training of a model that is trained already, with the first stages' models for teachers.</summary>
    private TrainingJob Recovery(TrainingOptions options, int sentences, ulong number, StageContext context)
    {
        Lessons taught = LessonsOf(context);
        options = options with { Seed = RandomExtensions.Derive(seed, number), Epochs = effort.Epochs(sentences, taught.Pool.EpochSize) };
        return new TrainingJob(options, data.Schema, taught.Pool, data.Development)
        {
            Targets = taught.Targets, Distillation = distillation, StateFile = context.StateFile,
        };
    }

    /// <summary>What the teachers say, asked once for all stages that want it.</summary>
    private Lessons LessonsOf(StageContext context)
    {
        if (lessons is null)
        {
            TeacherEnsemble ensemble = Ensemble(context);
            IExampleSource source = IsGenerated ? NearMisses.Mine(data.Training, ensemble, 1 + data.Schema.Intents.Count, MinedEpochs, MostMined) : data.Training;
            var pool = new TextPool(source, Lines(), RandomExtensions.Derive(seed, PoolSeed), PoolSize);
            lessons = Lessons.Prepare(ensemble, pool, data.Schema, context.Progress, context.Cancellation);
        }

        return lessons;
    }

    /// <summary>The larger models; and where sentences are few, a linear classifier, which knows more of rare words.</summary>
    private TeacherEnsemble Ensemble(StageContext context)
    {
        IEnumerable<ITeacher> models = Enumerable.Range(1, teachers)
            .Select(number => new CheckpointTeacher(context.Earlier[TeacherName(number)], data.Schema));
        IEnumerable<ITeacher> linear = IsGenerated ? [] : [LinearTeacher.Train(data.Schema.Intents.Count, data.Labelled, new LinearOptions { Seed = seed })];
        return new TeacherEnsemble(data.Schema, [.. models.Concat(linear).Select(member => (member, 1f))]);
    }

    /// <summary>Texts that the teachers label: those given, among mixtures of the labelled ones. A command file generates what it takes.</summary>
    private string[] Lines()
    {
        string[] texts = IsGenerated ? [] : [.. data.Labelled.Select(utterance => utterance.Text)];
        ulong mixSeed = RandomExtensions.Derive(seed, MixSeed);
        string[] lines = [.. data.Unlabelled, .. TextMixer.Mix(texts, Math.Min(MixedPerUtterance * texts.Length, MostMixed), mixSeed)];
        new Xoshiro256(mixSeed).Shuffle<string>(lines);
        return lines;
    }
}
