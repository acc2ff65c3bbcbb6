using System;
using System.IO;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;
using NanoLm.Kernels.Emulation;

namespace NFUnitTest
{
    /// <summary>The desk in place of a device: a new host board for each model, with the default model in slot 0.</summary>
    internal static class Board
    {
        internal static int OpenModel()
        {
            Native.Use(new HostBoard(Path.Combine(EmulatedBoard.FindRoot(), "models", "smart-home", "model.nlm")));
            return Native.ModelOpen(0);
        }

        internal static void Skip(string reason)
        {
            Assert.Fail(reason);
        }

        internal static int HeapBytes()
        {
            return (int)GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
