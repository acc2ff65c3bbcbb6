using System.Runtime.InteropServices;

namespace NanoLm.Kernels.Boards;

/// <summary>Unmanaged memory aligned to 64 bytes, freed when disposed or collected.</summary>
internal sealed unsafe class AlignedMemory : SafeHandle
{
    internal AlignedMemory(nuint bytes) : base(0, ownsHandle: true)
    {
        Bytes = bytes;
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, 64));
    }

    internal nuint Bytes { get; }

    public override bool IsInvalid => handle == 0;

    internal Span<byte> Span => new((void*)handle, checked((int)Bytes));

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
