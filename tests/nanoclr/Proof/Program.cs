using System;
using NanoLm.Runtime.Inference;

namespace NanoLm.Proof
{
    /// <summary>Runs the application, its device drivers aside, over the golden commands of tests/e2e.</summary>
    public static class Program
    {
        /// <summary>The longest line, as in the application.</summary>
        internal const int MaxLineBytes = 512;

        /// <summary>Runs all.</summary>
        public static void Main()
        {
            string fault = null;
            try
            {
                Report.Check("Kernels_are_right", KernelCheck.Run());
                int model = ModelSlot.Open(0);
                TimeProof.Run(model);
                TranscriptProof.Run(model);
            }
            catch (Exception failure)
            {
                fault = failure.Message ?? "an exception without a message";
            }

            Report.Check("Ran_to_its_end", fault);
        }
    }
}
