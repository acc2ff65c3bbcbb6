namespace NanoLm.Gate;

/// <summary>What happens on a device, and what to write instead.</summary>
public static class Advice
{
    private static readonly Dictionary<string, string> Rules = new()
    {
        ["compiles"] = "it must compile as C# 9 against nanoFramework's assemblies",
        ["generic-type"] = "nanoCLR crashes on generic types; write a class or delegate for the one type that is needed",
        ["generic-method"] = "nanoCLR computes wrong values in generic methods; write one for the type that is needed",
        ["multi-dimensional-array"] = "nanoCLR crashes on these; use an array of arrays, or one array and an index",
        ["checked"] = "nanoCLR never throws here; compare with the limits before the arithmetic",
        ["static-initialiser-order"] = "static initialisers run before Main in the order of type names; read other types' statics later, or make it a constant",
        ["static-constructor-throws"] = "nanoCLR swallows exceptions of static initialisers; throw from a method that is called",
        ["default-interface-method"] = "nanoCLR throws at the call; use an abstract class",
        ["division"] = "dividing by 0, or int.MinValue by -1, faults nanoCLR; divide by constants other than 0 and -1, or shift",
        ["floating-point"] = "nanoCLR has no Infinity, wraps conversions and prints unreliable text; use integers in fixed point",
        ["enum-to-string"] = "nanoCLR prints the number; cast to int, or look the name up in an array",
        ["il-budget"] = "an assembly holds less than 64 KiB of IL; split it",
        ["string-budget"] = "an assembly holds less than 64 KiB of names and strings; split it",
        ["member-budget"] = "a type holds at most 255 static, 255 instance and 255 virtual methods; split it",
        ["test-instance"] = "nanoFramework runs tests without an instance of their class; let each test make what it needs",
        ["array-initialiser"] = "an array initialiser stays below 64,000 bytes; put the data into the model image, or compute it",
    };

    /// <summary>The names of all rules.</summary>
    public static IReadOnlyCollection<string> All => Rules.Keys;

    /// <summary>Advice on one rule.</summary>
    public static string Of(string rule) => Rules[rule];
}
