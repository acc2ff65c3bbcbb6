using System;
using System.Device.Gpio;
using NanoLm.Actions;

namespace NanoLm.Device
{
    /// <summary>The chip's pins.</summary>
    internal class GpioPins : Pins
    {
        private const int PinNumbers = 256; // an action names a pin in one byte

        private readonly GpioController _controller;
        private readonly GpioPin[] _pins = new GpioPin[PinNumbers];
        private readonly int _led;

        /// <param name="controller">The chip's pins.</param>
        /// <param name="led">The pin of the status LED, or <see cref="Board.None"/>.</param>
        internal GpioPins(GpioController controller, int led)
        {
            _controller = controller;
            _led = led;
        }

        public override void Set(int pin, bool high)
        {
            try
            {
                if (_pins[pin] == null)
                {
                    _pins[pin] = _controller.OpenPin(pin, PinMode.Output);
                }

                _pins[pin].Write(high ? PinValue.High : PinValue.Low);
            }
            catch (Exception failure)
            {
                throw new PinException(pin, failure.Message ?? "no reason is given");
            }
        }

        public override void ShowBusy(bool busy)
        {
            if (_led >= 0)
            {
                Set(_led, busy);
            }
        }
    }
}
