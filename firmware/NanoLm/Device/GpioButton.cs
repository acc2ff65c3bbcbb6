using System.Device.Gpio;

namespace NanoLm.Device
{
    /// <summary>A button's pin.</summary>
    internal class GpioButton
    {
        private readonly GpioPin _pin;
        private readonly bool _high;

        /// <param name="controller">The chip's pins.</param>
        /// <param name="pin">The button's.</param>
        /// <param name="high">Whether it is high while the button is pressed; if not, it is pulled up.</param>
        internal GpioButton(GpioController controller, int pin, bool high)
        {
            _pin = controller.OpenPin(pin, high ? PinMode.InputPullDown : PinMode.InputPullUp);
            _high = high;
        }

        internal bool IsDown
        {
            get { return _pin.Read() == (_high ? PinValue.High : PinValue.Low); }
        }
    }
}
