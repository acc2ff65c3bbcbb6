using nanoFramework.TestFramework;
using NanoLm.Kernels;
using NativeHeap = nanoFramework.Runtime.Native.GC;

namespace NFUnitTest
{
    /// <summary>What tests need of the device they run on. On the desk another file takes this one's place.</summary>
    internal static class Board
    {
        /// <summary>Opens the image in model slot 0; the test is skipped when there is none.</summary>
        internal static int OpenModel()
        {
            int model = Native.ModelOpen(0);
            if (model < 0)
            {
                Skip("model slot 0 holds no image (status " + model + "); docs/boards.md tells how to flash one");
            }

            return model;
        }

        /// <summary>Ends the test without a verdict.</summary>
        internal static void Skip(string reason)
        {
            Assert.SkipTest(reason);
        }

        /// <summary>A number of bytes that grows by what has been allocated and is still in use.</summary>
        internal static int HeapBytes()
        {
            NativeHeap.Run(true); // measured on nanoCLR: a second run finds some KB more free than the first
            return -(int)NativeHeap.Run(true);
        }
    }
}
