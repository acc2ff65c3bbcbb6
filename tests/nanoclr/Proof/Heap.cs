using nanoFramework.Runtime.Native;

namespace NanoLm.Proof
{
    /// <summary>The managed heap.</summary>
    internal static class Heap
    {
        internal const int BlockBytes = 16384;

        /// <summary>Collects and compacts; returns the bytes that are free then.</summary>
        internal static int Free()
        {
            return (int)GC.Run(true);
        }

        /// <summary>Takes memory until about <paramref name="bytes"/> are free, as on a board, so that collections come often.</summary>
        /// <returns>What was taken, to be kept alive.</returns>
        internal static byte[][] LeaveFree(int bytes)
        {
            int excess = Free() - bytes;
            byte[][] taken = new byte[excess > 0 ? excess / BlockBytes : 0][];
            for (int i = 0; i < taken.Length; i++)
            {
                taken[i] = new byte[BlockBytes - 64]; // and what an array costs besides
            }

            return taken;
        }
    }
}
