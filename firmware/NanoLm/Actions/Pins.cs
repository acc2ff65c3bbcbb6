namespace NanoLm.Actions
{
    /// <summary>The board's output pins.</summary>
    public abstract class Pins
    {
        /// <summary>Makes a pin an output, if it is none yet, and sets its level.</summary>
        /// <exception cref="PinException">It cannot be one.</exception>
        public abstract void Set(int pin, bool high);

        /// <summary>Shows whether a command is being worked on, where the board has a lamp for it.</summary>
        public abstract void ShowBusy(bool busy);
    }
}
