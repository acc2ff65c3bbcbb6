namespace ModelPacker.Training.Tests.Pipeline;

/// <summary>A command file that a tiny model learns in seconds, in a folder of its own.</summary>
internal sealed class LampFile : IDisposable
{
    private const string Text = """
        name: lamp
        language: en
        slots:
          room:
            list: {kitchen: [cook house], bath: [bathroom]}
          level:
            range: {from: 0, to: 100, unit: percent}
        intents:
          light_on:
            slots: [room?]
            sentences: ["(turn|switch) on the light [in the {room}]", "light on [in the {room}]", "{room} light on"]
          light_set:
            slots: [level, room?]
            sentences: ["(set|dim) the light to {level}", "{room} light to {level}", "set the {room} light to {level}"]
        out_of_scope: ["the {room} was expensive", "who made the light", "what is {level} of ten", "play music", "good morning"]
        """;

    public LampFile()
    {
        File.WriteAllText(Path, Text);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lamp").FullName;

    public string Path => System.IO.Path.Combine(Folder, "lamp.yaml");

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
