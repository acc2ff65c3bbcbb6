using NanoLm.Actions;

namespace NanoLm.Proof
{
    /// <summary>A board without pins.</summary>
    internal class NoPins : Pins
    {
        /// <inheritdoc/>
        public override void Set(int pin, bool high)
        {
        }

        /// <inheritdoc/>
        public override void ShowBusy(bool busy)
        {
        }
    }
}
