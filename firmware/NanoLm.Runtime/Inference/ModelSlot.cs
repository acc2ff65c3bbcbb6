using NanoLm.Kernels;

namespace NanoLm.Runtime.Inference
{
    /// <summary>Opens the image in a model slot.</summary>
    public static class ModelSlot
    {
        private const int SliceBytes = 16384; // of one native call, so that other threads keep running

        /// <summary>Opens a slot's image and checks every section's checksum.</summary>
        /// <returns>A model handle.</returns>
        /// <exception cref="EngineException">The slot holds no sound image; the status says what is wrong.</exception>
        public static int Open(int slot)
        {
            int model = EngineException.Check("ModelOpen", Native.ModelOpen(slot));
            int cursor = 0;
            do
            {
                cursor = Native.ModelCheck(model, cursor, SliceBytes);
                if (cursor < 0)
                {
                    Native.ModelClose(model);
                    throw new EngineException("ModelCheck", cursor);
                }
            }
            while (cursor > 0);
            return model;
        }
    }
}
