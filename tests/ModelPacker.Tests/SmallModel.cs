namespace ModelPacker.Tests;

/// <summary>A model trained by the command line once for all tests of a class.</summary>
public sealed class SmallModel : IDisposable
{
    internal static readonly string[] Size =
        ["--dim", "32", "--hidden", "64", "--layers", "1", "--heads", "2", "--pieces", "150", "--ngram-rows", "128", "--learning-rate",
            "0.005"];

    private const string Commands = """
        name: lamp
        language: en
        slots:
          level:
            range: {from: 0, to: 100, unit: percent}
        intents:
          light_on:
            sentences: ["(turn|switch) [the] light on", "light on", "(turn|switch) on the light"]
          light_set:
            slots: [level]
            sentences: ["(set|dim) [the] light to {level}", "light {level}"]
        out_of_scope: ["the light was {level} cheaper", "who made the light", "play music", "good morning"]
        """;

    public SmallModel()
    {
        File.WriteAllText(At("lamp.yaml"), Commands);
        Trained = Packer.Run(["train", At("lamp.yaml"), "--out", At("model"), "--epochs", "5", "--epoch-size", "1500", .. Size]);
    }

    internal Packer.Outcome Trained { get; }

    internal string Image => At("model/model.nlm");

    internal string Checkpoint => At("model/model.ckpt");

    internal string At(string name) => Path.Combine(Folder, name);

    private string Folder { get; } = Directory.CreateTempSubdirectory("packer").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
