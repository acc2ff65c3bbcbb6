using System.Text;
using System.Text.Json;
using CsCheck;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Tests.Text;

public class JsonWriterTests
{
    [Fact]
    public void Strings_of_any_bytes_are_parsed_as_their_text() => Gen.OneOf(
        Gen.Byte.Array[0, 60], Gen.String[0, 30].Select(Encoding.UTF8.GetBytes)).Sample(bytes =>
    {
        var json = new JsonWriter(0);
        json.String(bytes, 0, bytes.Length);
        // Unicode lets a decoder replace an ill-formed sequence by one U+FFFD or by several.
        Assert.Equal(Squeeze(Encoding.UTF8.GetString(bytes)), Squeeze(Parse(json).GetString()!));
    }, iter: 3000);

    [Fact]
    public void Well_formed_strings_are_kept_exactly() => Gen.String[0, 30].Sample(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var json = new JsonWriter(0);
        json.String(bytes, 0, bytes.Length);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Parse(json).GetString());
    });

    [Fact]
    public void Integers_are_parsed_as_themselves() => Gen.OneOf(
        Gen.Int, Gen.Int[-100, 100], Gen.Const(int.MinValue), Gen.Const(int.MaxValue)).Sample(value =>
    {
        var json = new JsonWriter(0);
        json.Number(value);
        Assert.Equal(value, Parse(json).GetInt32());
    });

    private static string Squeeze(string text) => string.Join('\uFFFD', text.Split('\uFFFD', StringSplitOptions.RemoveEmptyEntries));

    private static JsonElement Parse(JsonWriter json) => JsonDocument.Parse(json.Buffer.AsMemory(0, json.Count)).RootElement;
}
