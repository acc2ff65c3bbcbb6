using System;

namespace NanoLm.Actions
{
    /// <summary>A pin that an action names cannot be set: the chip has none of that number, or something else uses it.</summary>
    public class PinException : Exception
    {
        /// <summary>Names the pin and what the chip said.</summary>
        public PinException(int pin, string reason)
            : base("pin " + pin + " cannot be set; the command file's action names one that this board cannot: " + reason)
        {
        }
    }
}
