namespace NanoLm.Gate;

/// <summary>One thing that would break on a device: the rule that says so, what it is about, and where in the sources if that is known.</summary>
/// <param name="Rule">The rule's name, a key of <see cref="Advice"/>.</param>
/// <param name="What">The type, method or instruction; of the rule "compiles" the compiler's whole message.</param>
/// <param name="Source">"file(line,column)", or null.</param>
public sealed record Finding(string Rule, string What, string? Source = null)
{
    /// <summary>As build tools expect an error: where, the rule, what, and what to do about it.</summary>
    public string Message => Rule == "compiles" ? What : $"{Source ?? "gate"}: error {Rule}: {Advice.Of(Rule)} [{What}]";
}
