using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;
using ModelPacker.Training.Baseline;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Pruning;
using ModelPacker.Training.QuantizationAware;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Presets;

/// <summary>The stages of a preset for some data: teacher, distillation, pruning, quantisation.</summary>
public sealed class PresetChain
{
    // Numbers of the seeds derived for each purpose; the teacher has the run's own.
    private const ulong PoolSeed = 11, StudentSeed = 12, RecoverySeed = 13, RoundingSeed = 14;

    // Pruned weights are good already: they are not to be shaken up again.
    private const float RecoveryRate = 0.5f;

    private readonly Preset preset;
    private readonly TrainingData data;
    private readonly ulong seed;
    private readonly TrainingOptions teacher;
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
        teacher = preset.Teacher with { MaxTokens = maxTokens, Seed = seed, Epochs = preset.Effort.Epochs(preset.Effort.Teacher, data.Training.EpochSize) };
        Stages =
        [
            new ChainStage(
                "teacher", "a larger model, from scratch", teacher,
                (_, context) => context.Train(new TrainingJob(teacher, data.Schema, data.Training, data.Development)), preset.Effort.Teacher * 6),
            new ChainStage(
                "distilled", "a smaller model that learns from the teacher's opinions", new { preset.Distillation, Student.Options, preset.Effort },
                Distil, preset.Effort.Student),
            new ChainStage(
                "pruned", "the same without the attention heads and channels that matter least, trained again",
                new { preset.PrunedHeads, preset.PrunedHidden, preset.Effort }, (before, context) => Prune(before!, context), preset.Effort.Recovery * 0.8),
            new ChainStage(
                "quantized", "the same, trained while it rounds as the board will", new { preset.Format, preset.Effort },
                (before, context) => Quantize(before!, context), preset.Effort.QuantizationAware * 2),
        ];
    }

    /// <summary>The student that is trained, and its size in the end.</summary>
    public StudentFit Student { get; }

    /// <summary>The stages, first to last.</summary>
    public IReadOnlyList<ChainStage> Stages { get; }

    /// <summary>The first row of the report: a linear classifier on the same data.</summary>
    public StageRecord Baseline() => BaselineStage.Run(data.Schema.Intents.Count, [.. data.Training.Epoch(0)], data.Development).Record;

    private StageOutcome Distil(Checkpoint? before, StageContext context)
    {
        Lessons taught = LessonsOf(before!, context);
        TrainingOptions options = Student.Options with
        {
            Seed = RandomExtensions.Derive(seed, StudentSeed), Epochs = preset.Effort.Epochs(preset.Effort.Student, taught.Pool.EpochSize),
        };
        return context.Train(new TrainingJob(options, data.Schema, taught.Pool, data.Development)
        {
            Pieces = Student.Pieces, Targets = taught.Targets, Distillation = preset.Distillation,
        });
    }

    private StageOutcome Prune(Checkpoint before, StageContext context)
    {
        TrainingJob recovery = Recovery(Student.Options with { LearningRate = RecoveryRate * Student.Options.LearningRate }, preset.Effort.Recovery, RecoverySeed, context);
        var target = new PruneTarget(Heads: preset.PrunedHeads, Hidden: preset.PrunedHidden);
        PruneResult result = PruneStage.Run(before, recovery, new PruneOptions { Target = target }, context.Progress, context.Cancellation);
        return context.Finish(result.Checkpoint, result.Curve, result.WasCancelled);
    }

    private StageOutcome Quantize(Checkpoint before, StageContext context)
    {
        TrainingJob tuning = Recovery(QuantizeOptions.Recipe, preset.Effort.QuantizationAware, RoundingSeed, context);
        QuantizeResult result = QuantizeStage.Run(before, tuning, new QuantizeOptions { Format = preset.Format }, context.Progress, context.Cancellation);
        return context.Finish(result.Checkpoint, result.Record.Curve, result.WasCancelled);
    }

    /// <summary>Training of a model that is trained already, with the first stage's model for a teacher.</summary>
    private TrainingJob Recovery(TrainingOptions options, int sentences, ulong number, StageContext context)
    {
        Lessons taught = LessonsOf(context.Earlier["teacher"], context);
        options = options with { Seed = RandomExtensions.Derive(seed, number), Epochs = preset.Effort.Epochs(sentences, taught.Pool.EpochSize) };
        return new TrainingJob(options, data.Schema, taught.Pool, data.Development)
        {
            Targets = taught.Targets, Distillation = preset.Distillation, StateFile = context.StateFile,
        };
    }

    /// <summary>What the teacher says, asked once for all stages that want it.</summary>
    private Lessons LessonsOf(Checkpoint teacher, StageContext context) => lessons ??= Lessons.Prepare(
        new CheckpointTeacher(teacher, data.Schema), new TextPool(data.Training, data.Unlabelled, RandomExtensions.Derive(seed, PoolSeed)), data.Schema, context.Progress, context.Cancellation);
}
