using System.CommandLine;

namespace ModelPacker.Commands;

/// <summary>Options in one line each.</summary>
internal static class Options
{
    /// <param name="name">With its dashes.</param>
    /// <param name="value">What stands for the value in the help.</param>
    /// <param name="description">In lower case, without a full stop.</param>
    public static Option<T> Required<T>(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Required = true };

    /// <summary>An option with a default.</summary>
    public static Option<T> Optional<T>(string name, string value, string description, T otherwise) =>
        new(name) { HelpName = value, Description = description, DefaultValueFactory = _ => otherwise };

    /// <summary>An option that is null when it is not given.</summary>
    public static Option<T> Optional<T>(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
