using System.Text.RegularExpressions;

namespace ModelPacker.Output;

/// <summary>What the command line has wrong, without the names of .NET's types.</summary>
internal static partial class ParseMessage
{
    /// <summary>The message of a parse error, in the user's words: all options that are not texts are numbers.</summary>
    public static string Of(string message)
    {
        Match match = WrongType().Match(message);
        string kind = match.Groups["type"].Value.Contains("Int", StringComparison.Ordinal) ? "a whole number" : "a number";
        return match.Success ? $"{match.Groups["option"].Value} {match.Groups["value"].Value} must be {kind}" : message;
    }

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for option '(?<option>.*)' as expected type '(?<type>.*)'\\.$")]
    private static partial Regex WrongType();
}
