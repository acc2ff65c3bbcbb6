using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Distillation;

/// <summary>The schema: two intents, and one located slot, so three tags.</summary>
public sealed class OnnxTeacherTests : IDisposable
{
    private static readonly string[] Vocabulary = ["<unk>", "turn", "on", "light"];
    private static readonly float[] Embedding = [0, 0, 1, 0, 0, 2, 3, 1]; // [words, 2]
    private static readonly float[] Intents = [1, 0, 2, 0, 1, -1]; // [2, out of scope and intents]
    private static readonly float[] Tags = [1, 2, 0, 0, 1, 3]; // [2, tags]
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Words_become_numbers_and_every_word_gets_its_tags()
    {
        using OnnxTeacher teacher = Open(OnnxModel.Tagger(Embedding, Intents, Tags, 2));
        IReadOnlyList<SoftTarget?> targets = teacher.Teach(["Turn ON!", "zzz", "", "on light, turn"]);

        // "turn on": rows (1, 0) and (0, 2), mean (0.5, 1).
        Assert.Equal([0.5f, 1, 0], targets[0]!.Sentence);
        Assert.Equal([1, 2, 0, 0, 2, 6], targets[0]!.Tags!);
        Assert.Equal([0, 0, 0], targets[1]!.Sentence);
        Assert.Null(targets[2]);

        // "on light turn": mean (4 / 3, 1).
        Assert.Equal([4 / 3f, 1, (8 / 3f) - 1], targets[3]!.Sentence, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0, 2, 6, 3, 7, 3, 1, 2, 0], targets[3]!.Tags!);
    }

    [Fact]
    public void Many_texts_of_many_lengths_keep_their_order()
    {
        using OnnxTeacher teacher = Open(OnnxModel.Tagger(Embedding, Intents, Tags, 2));
        string[] texts = [.. Enumerable.Range(0, 500).Select(i => string.Join(' ', Enumerable.Range(0, 1 + (i % 7)).Select(word => Vocabulary[(i + word) % 4])))];
        IReadOnlyList<SoftTarget?> together = teacher.Teach(texts);
        for (int i = 0; i < texts.Length; i += 37)
        {
            SoftTarget alone = teacher.Teach([texts[i]])[0]!;
            Assert.Equal(alone.Sentence, together[i]!.Sentence, (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.Equal(alone.Tags, together[i]!.Tags);
        }
    }

    [Fact]
    public void A_model_that_reads_text_needs_no_vocabulary_and_may_know_no_refusals()
    {
        using var teacher = new OnnxTeacher(Write(OnnxModel.TextClassifier(["turn it on", "Dim it"], [1, 10], [2, 3])), SmallSchema.Schema);
        IReadOnlyList<SoftTarget?> targets = teacher.Teach(["Dim it", "turn it on", "what"]);
        Assert.Equal([10, 20, 30], targets[0]!.Sentence);
        Assert.Equal([-17, 2, 3], targets[1]!.Sentence);
        Assert.Null(targets[1]!.Tags);
        Assert.Equal([-20, 0, 0], targets[2]!.Sentence);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused("no output \"intent\", but \"answer\", \"tags\"", () => Open(OnnxModel.Tagger(Embedding, Intents, Tags, 2, "answer")));
        Refused("does not take this model", () => Open([1, 2, 3]));
        Refused("needs its vocabulary", () => new OnnxTeacher(Write(OnnxModel.Tagger(Embedding, Intents, Tags, 2)), SmallSchema.Schema));
        Refused("leave", () => Open(OnnxModel.TextClassifier(["a"], [1], [2, 3])));
        Refused("vocabulary.txt:5: \"on\" is in line 3 already", () => Open(OnnxModel.Tagger(Embedding, Intents, Tags, 2), [.. Vocabulary, "on"]));
        Refused("[1, 5], but must have [1, 3] or [1, 2] or [1, 7]", () => Open(OnnxModel.Tagger(Embedding, new float[10], Tags, 2)).Teach(["turn"]));
        Refused("\"tags\" has the shape [1, 1, 2], but must have [1, 1, 3]", () => Open(OnnxModel.Tagger(Embedding, Intents, new float[4], 2)).Teach(["turn"]));
        Refused("cannot be run on \"light\"", () => Open(OnnxModel.Tagger(Embedding[..6], Intents, Tags, 2)).Teach(["light"]));
        Assert.Throws<FileNotFoundException>(() => new OnnxTeacher(Path.Combine(_folder, "none.onnx"), SmallSchema.Schema));
    }

    private static void Refused(string why, Action open) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(open).Message, StringComparison.Ordinal);

    private OnnxTeacher Open(byte[] model, string[]? vocabulary = null)
    {
        string path = Path.Combine(_folder, "vocabulary.txt");
        File.WriteAllLines(path, vocabulary ?? Vocabulary);
        return new OnnxTeacher(Write(model), SmallSchema.Schema, path);
    }

    private string Write(byte[] model)
    {
        string path = Path.Combine(_folder, "teacher.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }
}
