using ModelPacker.Core.Commands;
using ModelPacker.Core.Image;
using ModelPacker.Core.Quantization;
using NanoLm.Runtime;

namespace ModelPacker.Output;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The data, a checkpoint or an image is at fault.</summary>
    public const int Fault = 1;

    /// <summary>The command line is at fault.</summary>
    public const int Usage = 2;

    /// <summary>The run was stopped and can be gone on with; what shells use for Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for an exception that a user can do something about; null for the tool's own mistakes.</summary>
    public static int? Of(Exception exception) => exception switch
    {
        UsageException => Usage,
        InputException or InvalidDataException or ImageException or QuantizationException or EngineException or ImageFormatException
            or IOException or UnauthorizedAccessException => Fault,
        _ => null,
    };
}

/// <summary>Arguments that do not go together. The message says which and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
