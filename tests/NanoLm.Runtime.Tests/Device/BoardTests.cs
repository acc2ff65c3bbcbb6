using System.Text.Json;
using NanoLm.Device;

namespace NanoLm.Runtime.Tests.Device;

/// <summary>The pins that the application uses are those that board.json tells people.</summary>
public class BoardTests
{
    private static readonly string Targets = Path.Combine(Root(), "targets");

    public static TheoryData<string> Boards =>
        [.. Directory.EnumerateFiles(Targets, "board.json", SearchOption.AllDirectories).Where(file => Pins(file) is not null).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))];

    [Fact]
    public void There_are_boards_with_pins() => Assert.Equal(4, Boards.Count);

    [Theory]
    [MemberData(nameof(Boards))]
    public void Pins_are_board_jsons(string name)
    {
        JsonElement pins = Pins(Path.Combine(Targets, name, "board.json"))!.Value;
        Board board = Board.Of(name + "_OCTAL"); // nanoFramework's variants of a target begin with its name
        Assert.Equal(pins.GetProperty("console").GetString(), board.Console);
        Assert.Equal(pins.GetProperty("led").GetInt32(), board.Led);
        Assert.Equal(pins.GetProperty("button").GetInt32(), board.Button);
        Assert.Equal(pins.GetProperty("button_pressed").GetString() == "high", board.ButtonIsHigh);
    }

    [Fact]
    public void A_board_that_is_not_known_has_a_console_alone()
    {
        Board board = Board.Of("ORGPAL_PALTHREE");
        Assert.Equal(("COM2", Board.None, Board.None), (board.Console, board.Led, board.Button));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NanoLm.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no NanoLm.sln above the tests");
        return folder;
    }

    private static JsonElement? Pins(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return document.RootElement.TryGetProperty("pins", out JsonElement pins) ? pins.Clone() : null;
    }
}
