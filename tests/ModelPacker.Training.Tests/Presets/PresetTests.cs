using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Presets;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Tests.Presets;

public sealed class PresetTests
{
    public static TheoryData<string> Names => [.. Preset.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_teacher_has_eight_times_the_work_of_the_pruned_student(string name)
    {
        Preset preset = Preset.Named(name)!;
        ModelConfig student = preset.Student.ToConfig(SmallSchema.Schema, 200), teacher = preset.Teacher.ToConfig(SmallSchema.Schema, 200);
        ModelConfig pruned = student with { Heads = preset.PrunedHeads, KvHeads = preset.PrunedHeads, Hidden = preset.PrunedHidden };
        Assert.True(preset.Teachers * teacher.MultiplyAccumulates >= 8 * pruned.MultiplyAccumulates, $"{teacher.MultiplyAccumulates} and {pruned.MultiplyAccumulates}");
        Assert.True(pruned.MultiplyAccumulates < student.MultiplyAccumulates);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_image_fits_whatever_the_number_of_intents_and_uses_most_of_the_room(string name)
    {
        Preset preset = Preset.Named(name)!;
        Dictionary<string, long> words = WordCounts.Of(Sentences());
        foreach (int intents in new[] { 2, 150 })
        {
            Schema schema = Wide(intents);
            StudentFit fit = StudentFit.Of(preset, schema, words, 64);
            ModelConfig pruned = fit.Options.ToConfig(schema, fit.Pieces.Count) with
            {
                Heads = preset.PrunedHeads, KvHeads = preset.PrunedHeads, Hidden = preset.PrunedHidden,
            };
            long bytes = ImageSize.Of(pruned, fit.Pieces, schema, preset.Format);
            Assert.True(bytes <= preset.MaxImageBytes, $"{intents} intents: {bytes}");
            Assert.True(bytes > 0.9 * preset.MaxImageBytes || pruned.NgramRows == preset.Student.NgramRows, $"{intents} intents: {bytes}, {pruned.NgramRows} rows");
            Assert.Equal(bytes, fit.Bytes);
        }
    }

    [Fact]
    public void Heads_that_do_not_fit_are_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => StudentFit.Of(Preset.Named("mcu-100k")! with { MaxImageBytes = 50_000 }, Wide(150), WordCounts.Of(Sentences()), 64)).Message;
        Assert.Contains("150 intents", message, StringComparison.Ordinal);
        Assert.Contains("larger preset", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_sentences_are_seen_more_often_but_not_for_ever()
    {
        var effort = new Effort();
        Assert.Equal(11, effort.Epochs(effort.Teacher, 13_000));
        Assert.Equal(effort.MaxEpochs, effort.Epochs(effort.Teacher, 100));
        Assert.Equal(2, effort.Epochs(effort.Teacher, 10_000_000));
    }

    [Fact]
    public void Prompts_are_as_long_as_nearly_all_sentences_need()
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(WordCounts.Of(Sentences()), 200);
        Utterance brief = new("light", 0, []), wordy = new(string.Join(' ', Enumerable.Repeat("light", 100)), 0, []);
        Assert.Equal(64, PromptLength.Of(pieces, [brief]));
        Assert.Equal(64, PromptLength.Of(pieces, [.. Enumerable.Repeat(brief, 99), wordy]));
        Assert.True(PromptLength.Of(pieces, [.. Enumerable.Repeat(brief, 9), wordy]) > 100);
    }

    private static IEnumerable<Utterance> Sentences() => new SmallSchema(500).Epoch(0);

    private static Schema Wide(int intents) =>
        new("wide", SmallSchema.Schema.Slots, [.. Enumerable.Range(0, intents).Select(i => new Intent($"intent_number_{i}", [new SlotUse(0, false)]))], []);
}
