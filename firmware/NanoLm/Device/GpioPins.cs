using System.Device.Gpio;
using NanoLm.Actions;

namespace NanoLm.Device
{
    /// <summary>The chip's pins.</summary>
    internal class GpioPins : Pins
    {
        private const int PinNumbers = 256; // an action names a pin in one byte

        private readonly GpioController _controller = new GpioController();
        private readonly GpioPin[] _pins = new GpioPin[PinNumbers];
        private readonly int _lamp;

        /// <param name="lamp">The pin of the status LED, or -1.</param>
        internal GpioPins(int lamp)
        {
            _lamp = lamp;
        }

        public override void Set(int pin, bool high)
        {
            if (_pins[pin] == null)
            {
                _pins[pin] = _controller.OpenPin(pin, PinMode.Output);
            }

            _pins[pin].Write(high ? PinValue.High : PinValue.Low);
        }

        public override void ShowBusy(bool busy)
        {
            if (_lamp >= 0)
            {
                Set(_lamp, busy);
            }
        }
    }
}
