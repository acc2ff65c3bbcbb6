using ModelPacker.Core.Commands;
using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Distillation;

/// <summary>The schema: intents light_on and light_set, a list slot of three values, and one located slot, so three tags.</summary>
public sealed class LogitFileTeacherTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Logits_come_by_name_or_in_order()
    {
        LogitFileTeacher teacher = Read(
            """{"text": "a", "intent": {"light_set": 2.5, "out_of_scope": -1, "light_on": 1e1}}""",
            "",
            """{"text": "b", "intent": {"light_set": 3}, "tags": null}""",
            """{"text": "c", "intent": [1, 2]}""",
            """{"text": "d", "intent": [1, 2, 3]}""",
            """{"text": "e", "intent": [1, 2, 3, 4, 5, 6, 7]}""");
        Assert.Equal(5, teacher.Count);
        IReadOnlyList<SoftTarget?> targets = teacher.Teach(["e", "d", "c", "b", "a", "A"]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], targets[0]!.Sentence);
        Assert.Equal([1, 2, 3], targets[1]!.Sentence);
        Assert.Equal([-18, 1, 2], targets[2]!.Sentence);
        Assert.Equal([-17, -17, 3], targets[3]!.Sentence);
        Assert.Equal([-1, 10, 2.5f], targets[4]!.Sentence);
        Assert.Null(targets[5]);
        Assert.All(targets, target => Assert.Null(target?.Tags));
    }

    [Fact]
    public void Tags_are_one_row_for_each_word()
    {
        SoftTarget target = Read("""{"text": "to 40%", "intent": [0, 1], "tags": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}""").Teach(["to 40%"])[0]!;
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], target.Tags!);
    }

    [Theory]
    [InlineData("{\"text\": \"ä\", \"intent\": [1, 2}", "1:30: this line is not JSON")]
    [InlineData("{\"text\": \"a\", \"intent\": [NaN, 2]}", "this line is not JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{\"intent\": [1, 2]}", "\"text\" is missing")]
    [InlineData("{\"text\": \"a\"}", "\"intent\" is missing")]
    [InlineData("{\"text\": \"a\", \"intent\": [1, 2], \"slots\": []}", "unknown key 'slots'")]
    [InlineData("{\"text\": \"a\", \"intent\": 3}", "\"intent\" must be an array of numbers")]
    [InlineData("{\"text\": \"a\", \"intent\": [1, \"2\"]}", "an element of \"intent\" is no finite number")]
    [InlineData("{\"text\": \"a\", \"intent\": [1e39, 2]}", "no finite number")]
    [InlineData("{\"text\": \"a\", \"intent\": [1]}", "has 1 logits, but must have 2 (the intents), 3 (out of scope first) or 7 (all sentence outputs)")]
    [InlineData("{\"text\": \"a\", \"intent\": {\"light_off\": 1}}", "unknown intent 'light_off'")]
    [InlineData("{\"text\": \"a\", \"intent\": {}}", "names no intent")]
    [InlineData("{\"text\": \"a b\", \"intent\": [1, 2], \"tags\": [[1, 2, 3]]}", "each of the text's 2 words")]
    [InlineData("{\"text\": \"a\", \"intent\": [1, 2], \"tags\": [[1, 2]]}", "row 1 of \"tags\" has 2 logits, but there are 3 tags")]
    public void A_wrong_line_is_named(string line, string why) =>
        Assert.Contains(why, Assert.Throws<InputException>(() => Read(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Mistakes_are_listed_with_their_lines()
    {
        const string Right = """{"text": "a", "intent": [1, 2]}""";
        InputException refused = Assert.Throws<InputException>(() => Read([Right, "", Right, .. Enumerable.Repeat("{}", 25)]));
        Assert.Equal(20, refused.Mistakes.Count);
        Assert.Equal(3, refused.Mistakes[0].Line);
        Assert.Contains("this text is in line 1 already", refused.Mistakes[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("and 6 more", refused.Message, StringComparison.Ordinal);
    }

    private LogitFileTeacher Read(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return new LogitFileTeacher(_path, SmallSchema.Schema);
    }
}
