using System.Text.Json;
using ModelPacker.Core.Reports;
using ModelPacker.Core.Storage;

namespace ModelPacker.Training.Chain;

/// <summary>The finished stages of a folder with what they came to: stages.json, by which a run that was interrupted knows what it need not do again.</summary>
internal sealed class ChainLog
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };
    private readonly string path;
    private readonly Dictionary<string, Entry> entries;

    private ChainLog(string path, IEnumerable<Entry> entries)
    {
        this.path = path;
        this.entries = entries.ToDictionary(entry => entry.Record.Name);
    }

    /// <summary>The log of a folder; an empty one where there is none, or none that can be read.</summary>
    public static ChainLog Open(string path)
    {
        try
        {
            return new ChainLog(path, File.Exists(path) ? JsonSerializer.Deserialize<Entry[]>(File.ReadAllBytes(path)) ?? [] : []);
        }
        catch (JsonException)
        {
            return new ChainLog(path, []);
        }
    }

    /// <summary>The record of a finished stage, or null when it has not run with this key.</summary>
    public StageRecord? Find(string name, string key) => entries.TryGetValue(name, out Entry? entry) && entry.Key == key ? entry.Record : null;

    /// <summary>Notes that a stage is finished.</summary>
    public void Add(string key, StageRecord record)
    {
        entries[record.Name] = new Entry(key, record);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(entries.Values, Json));
    }

    private sealed record Entry(string Key, StageRecord Record);
}
