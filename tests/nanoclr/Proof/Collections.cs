using System;

namespace NanoLm.Proof
{
    /// <summary>Counts garbage collections, by an object that each of them takes.</summary>
    internal class Collections
    {
        private readonly WeakReference _garbage = new WeakReference(new object());

        /// <summary>Collections seen.</summary>
        internal int Count { get; private set; }

        /// <summary>Looks whether there was one since the last look; to be called more often than collections come.</summary>
        internal void Look()
        {
            if (!_garbage.IsAlive)
            {
                Count++;
                _garbage.Target = new object();
            }
        }
    }
}
