// The part of nanoFramework.System.Device.Gpio 1.1 that the firmware may use: declarations only.
using nanoFramework.Runtime.Events;

namespace System.Device.Gpio
{
    public delegate void PinChangeEventHandler(object sender, PinValueChangedEventArgs pinValueChangedEventArgs);
    public delegate void PinValueChangedEventHandler(object sender, PinValueChangedEventArgs e);

    [Flags]
    public enum PinEventTypes { None = 0, Rising = 1, Falling = 2 }

    public class PinValueChangedEventArgs : BaseEvent
    {
        public PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber) { }
        public PinEventTypes ChangeType => default;
        public int PinNumber => 0;
    }

    public enum PinMode { Input = 0, InputPullDown = 1, InputPullUp = 2, Output = 3, OutputOpenDrain = 4 }

    public readonly struct PinValue
    {
        public static PinValue High => default;
        public static PinValue Low => default;
        public static implicit operator PinValue(int value) => default;
        public static implicit operator PinValue(bool value) => default;
        public static explicit operator int(PinValue value) => 0;
        public static bool operator ==(PinValue a, PinValue b) => false;
        public static bool operator !=(PinValue a, PinValue b) => false;
        public override bool Equals(object obj) => false;
        public override int GetHashCode() => 0;
    }

    public sealed class GpioPin : IDisposable
    {
        private GpioPin() { }
        public int PinNumber => 0;
        public void SetPinMode(PinMode value) { }
        public PinValue Read() => default;
        public void Write(PinValue value) { }
        public void Toggle() { }
        public TimeSpan DebounceTimeout { get; set; }
        public event PinValueChangedEventHandler ValueChanged { add { } remove { } }
        public void Dispose() { }
    }

    public sealed class GpioController : IDisposable
    {
        public GpioController() { }
        public int PinCount => 0;
        public GpioPin OpenPin(int pinNumber) => null;
        public GpioPin OpenPin(int pinNumber, PinMode mode) => null;
        public void ClosePin(int pinNumber) { }
        public bool IsPinOpen(int pinNumber) => false;
        public PinValue Read(int pinNumber) => default;
        public void Write(int pinNumber, PinValue value) { }
        public void SetPinMode(int pinNumber, PinMode mode) { }
        public void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) { }
        public void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) { }
        public void Dispose() { }
    }
}
