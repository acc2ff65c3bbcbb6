namespace ModelPacker.Core.Evaluation;

/// <summary>The integer engine refused an image or a call.</summary>
public sealed class BoardException(string call, int status)
    : Exception($"{call} answered {status} ({Describe(status)})")
{
    private static string Describe(int status) => status switch
    {
        -1 => "bad argument",
        -2 => "the image ends too early",
        -3 => "not a NanoLm image",
        -4 => "a version that the engine does not know",
        -5 => "the image is damaged",
        -6 => "a section is missing or inconsistent",
        -7 => "beyond the engine's limits",
        -8 => "the arena is too small",
        -9 => "too long",
        -10 => "not in this state",
        _ => "unknown status",
    };

    /// <summary>Passes a result on unless it is an error.</summary>
    /// <exception cref="BoardException">It is.</exception>
    internal static int Check(int result, string call) => result >= 0 ? result : throw new BoardException(call, result);
}
