using System;

namespace NanoLm.Console
{
    /// <summary>The last accepted line, for the button that repeats it. There is no other history.</summary>
    internal class LastCommand
    {
        internal LastCommand(int maxBytes)
        {
            Buffer = new byte[maxBytes];
        }

        /// <summary>The line: the first <see cref="Count"/> bytes; 0: there was none yet.</summary>
        internal byte[] Buffer { get; }

        internal int Count { get; private set; }

        /// <summary>What it was understood as.</summary>
        internal int Intent { get; private set; }

        internal void Keep(byte[] line, int count, int intent)
        {
            Array.Copy(line, 0, Buffer, 0, count);
            Count = count;
            Intent = intent;
        }
    }
}
