using NanoLm.Runtime.Inference;

namespace NanoLm.Console
{
    /// <summary>What has happened since the start.</summary>
    internal class Counters
    {
        internal int Accepted { get; private set; }

        internal int Refused { get; private set; }

        internal int FromCache { get; private set; }

        internal void Count(Frame frame, bool fromCache)
        {
            if (frame.Intent < 0)
            {
                Refused++;
            }
            else
            {
                Accepted++;
            }

            FromCache += fromCache ? 1 : 0;
        }
    }
}
