using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Distillation;

public sealed class TeacherFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_name_tells_what_a_file_is()
    {
        File.WriteAllText(At("said.JSONL"), """{"text": "turn it on", "intent": [1, 2]}""");
        Assert.Equal([-18, 1, 2], TeacherFile.Open(At("said.JSONL"), SmallSchema.Schema).Teach(["turn it on"])[0]!.Sentence);

        File.WriteAllBytes(At("text.onnx"), OnnxModel.TextClassifier(["turn it on"], [1], [3, 4]));
        Assert.Equal([-16, 3, 4], Taught("text.onnx"));

        File.WriteAllBytes(At("words.onnx"), OnnxModel.Tagger([0, 1, 2], [1, 2, 3], [1, 1, 1], 1));
        File.WriteAllLines(At("words.txt"), ["<unk>", "turn", "on"]);
        Assert.Equal([1, 2, 3], Taught("words.onnx"));

        File.WriteAllText(At("model.ckpt"), "no checkpoint");
        Assert.ThrowsAny<InvalidDataException>(() => TeacherFile.Open(At("model.ckpt"), SmallSchema.Schema));
    }

    private float[] Taught(string model)
    {
        using var teacher = (OnnxTeacher)TeacherFile.Open(At(model), SmallSchema.Schema);
        return teacher.Teach(["turn it on"])[0]!.Sentence;
    }

    private string At(string name) => Path.Combine(_folder, name);
}
