using NanoLm.Kernels;

namespace NanoLm.Runtime.Inference
{
    /// <summary>The self-check of the board's vector kernels, to be run before the first session is opened.</summary>
    public static class KernelCheck
    {
        /// <summary>Compares the kernels with the portable ones; where one is wrong, sessions run the portable ones from now on.</summary>
        /// <returns>What was found wrong, for people, or null.</returns>
        /// <exception cref="EngineException">The check could not be run.</exception>
        public static string Run()
        {
            int wrong = EngineException.Check("SelfCheck", Native.SelfCheck());
            if (wrong == 0)
            {
                return null;
            }

            return "self-check: wrong kernels:" + Name(wrong, 1, "fully connected") + Name(wrong, 2, "embedding") + Name(wrong, 4, "norm")
                + Name(wrong, 8, "rotation") + Name(wrong, 16, "softmax") + Name(wrong, 32, "attention") + Name(wrong, 64, "SwiGLU")
                + "; the portable ones run instead, slower";
        }

        private static string Name(int wrong, int kernel, string name)
        {
            return (wrong & kernel) != 0 ? " " + name : "";
        }
    }
}
