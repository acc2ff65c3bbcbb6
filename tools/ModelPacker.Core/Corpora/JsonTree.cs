using System.Text;
using System.Text.Json;
using ModelPacker.Core.Commands;

namespace ModelPacker.Core.Corpora;

/// <summary>Reads one line of JSON into items that remember where they stand.</summary>
internal static class JsonTree
{
    /// <summary>The line's value, or null after a report.</summary>
    /// <param name="line">The text.</param>
    /// <param name="start">Offset of the line in the source.</param>
    /// <param name="log">Takes the mistake.</param>
    public static SourceItem? Read(string line, int start, MistakeLog log)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        Utf8JsonReader reader = new(bytes);
        try
        {
            reader.Read();
            SourceItem item = ReadItem(ref reader, bytes, start);
            reader.Read();
            return item;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            int at = (int)((e as JsonException)?.BytePositionInLine ?? reader.TokenStartIndex);
            log.Error(
                start + Encoding.UTF8.GetCharCount(bytes, 0, Math.Min(at, bytes.Length)),
                "this line is not a JSON object; write {\"text\":\"...\",\"intent\":\"...\",\"slots\":[]} on one line, with double quotes");
            return null;
        }
    }

    private static SourceItem ReadItem(ref Utf8JsonReader reader, byte[] bytes, int start)
    {
        int at = start + Encoding.UTF8.GetCharCount(bytes, 0, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                List<(ScalarItem, SourceItem)> entries = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    ScalarItem key = (ScalarItem)ReadItem(ref reader, bytes, start);
                    reader.Read();
                    entries.Add((key, ReadItem(ref reader, bytes, start)));
                }

                return new MappingItem(at, entries);

            case JsonTokenType.StartArray:
                List<SourceItem> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadItem(ref reader, bytes, start));
                }

                return new ListItem(at, items);

            case JsonTokenType.String or JsonTokenType.PropertyName:
                return new ScalarItem(at, reader.GetString()!, Quoted: true, null);

            default:
                return new ScalarItem(at, Encoding.UTF8.GetString(reader.ValueSpan), Quoted: false, null);
        }
    }
}
