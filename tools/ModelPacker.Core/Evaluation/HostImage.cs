using ModelPacker.Core.Image;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;
using NanoLm.Runtime;

namespace ModelPacker.Core.Evaluation;

/// <summary>A packed image, open on this machine's integer kernels.</summary>
public sealed class HostImage : IDisposable
{
    private const int ArenaKey = 1;

    private readonly HostBoard board = new();

    /// <exception cref="ImageException">The image is damaged.</exception>
    /// <exception cref="EngineException">The engine refuses it.</exception>
    public HostImage(byte[] image)
    {
        Reader = ImageReader.Open(image);
        board.Load(0, image);
        Select();
        Model = Native.ModelOpen(0);
        if (Model < 0)
        {
            throw new EngineException(nameof(Native.ModelOpen), Model);
        }
    }

    /// <summary>The image's sections.</summary>
    public ImageReader Reader { get; }

    /// <summary>How confidence is calibrated, and the threshold.</summary>
    /// <exception cref="ImageException">The section is damaged.</exception>
    public CalibrationSection Calibration =>
        Reader.Find(SectionType.Calibration) is { } section ? CalibrationSection.Read(section.Span) : CalibrationSection.Identity;

    /// <summary>The model's handle.</summary>
    public int Model { get; }

    /// <summary>Bytes of RAM that a session takes on a board.</summary>
    public int ArenaBytes
    {
        get
        {
            Select();
            return Native.ModelInfo(Model, ArenaKey);
        }
    }

    /// <summary>Makes this image's board the one that the calling thread's device code talks to.</summary>
    public void Select() => Native.Use(board);

    public void Dispose() => board.Dispose();
}
