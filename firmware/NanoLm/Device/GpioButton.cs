using System;
using System.Device.Gpio;
using NanoLm.Console;

namespace NanoLm.Device
{
    /// <summary>A button's pin. Its events keep a tap that is over before anybody looks, such as while a command is worked on.</summary>
    internal class GpioButton
    {
        private const int DebounceMilliseconds = 10;

        private readonly GpioPin _pin;
        private readonly bool _high;
        private int _readsOwed;

        /// <param name="controller">The chip's pins.</param>
        /// <param name="pin">The button's.</param>
        /// <param name="high">Whether it is high while the button is pressed; if not, it is pulled up.</param>
        internal GpioButton(GpioController controller, int pin, bool high)
        {
            _pin = controller.OpenPin(pin, high ? PinMode.InputPullDown : PinMode.InputPullUp);
            _high = high;
            _pin.DebounceTimeout = TimeSpan.FromMilliseconds(DebounceMilliseconds);
            _pin.ValueChanged += Changed;
        }

        /// <summary>Whether it is pressed, or has been since the last look.</summary>
        internal bool IsDown
        {
            get
            {
                if (_readsOwed > 0)
                {
                    _readsOwed--;
                    return true;
                }

                return _pin.Read() == (_high ? PinValue.High : PinValue.Low);
            }
        }

        private void Changed(object sender, PinValueChangedEventArgs e)
        {
            if (e.ChangeType == (_high ? PinEventTypes.Rising : PinEventTypes.Falling))
            {
                _readsOwed = Button.SteadyReads;
            }
        }
    }
}
