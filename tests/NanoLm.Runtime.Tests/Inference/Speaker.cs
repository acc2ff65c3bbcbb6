namespace NanoLm.Runtime.Tests.Inference;

/// <summary>Says numbers as English words.</summary>
internal static class Speaker
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <param name="value">Any number below 10^9 in size.</param>
    /// <param name="and">"two hundred and ten".</param>
    /// <param name="a">"a hundred" instead of "one hundred", at the start.</param>
    public static string Say(int value, bool and = false, bool a = false)
    {
        if (value < 0)
            return "minus " + Say(-value, and, a);
        var said = Positive(value, and);
        return a && (said + " ").Split(' ') is ["one", "hundred" or "thousand", ..] ? "a" + said[3..] : said;
    }

    private static string Positive(int value, bool and)
    {
        if (value < 20)
            return Small[value];
        if (value < 100)
            return Tens[value / 10 - 2] + (value % 10 == 0 ? "" : " " + Small[value % 10]);
        var (scale, name) = value < 1000 ? (100, "hundred") : value < 1_000_000 ? (1000, "thousand") : (1_000_000, "million");
        var rest = value % scale;
        var joint = and && rest < 100 ? " and " : " ";
        return Positive(value / scale, and) + " " + name + (rest == 0 ? "" : joint + Positive(rest, and));
    }
}
