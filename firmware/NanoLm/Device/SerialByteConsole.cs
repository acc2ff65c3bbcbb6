using System.IO.Ports;
using System.Threading;
using NanoLm.Console;

namespace NanoLm.Device
{
    /// <summary>A UART that is not the debugger's, and the board's button, which sends keys as if they were typed.</summary>
    internal class SerialByteConsole : BytePort
    {
        private const int PollMilliseconds = 5;
        private const int ReceivedBytes = 1024; // what arrives while a command is worked on: 80 ms at 115,200 baud

        private readonly SerialPort _port;
        private readonly Button _button = new Button();
        private readonly GpioButton _contact;

        /// <param name="name">The UART, such as COM2.</param>
        /// <param name="baudRate">Bits per second.</param>
        /// <param name="contact">The button's pin, or null.</param>
        internal SerialByteConsole(string name, int baudRate, GpioButton contact)
        {
            _contact = contact;
            _port = new SerialPort(name, baudRate);
            _port.ReadBufferSize = ReceivedBytes;
            _port.Open();
        }

        public override int Read(byte[] buffer)
        {
            int count = _port.BytesToRead;
            while (count == 0)
            {
                Thread.Sleep(PollMilliseconds);
                if (_contact != null)
                {
                    byte key = _button.Take(_contact.IsDown, PollMilliseconds);
                    if (key != 0)
                    {
                        buffer[0] = key;
                        return 1;
                    }
                }

                count = _port.BytesToRead;
            }

            return _port.Read(buffer, 0, count < buffer.Length ? count : buffer.Length);
        }

        public override void Write(byte[] buffer, int count)
        {
            _port.Write(buffer, 0, count);
        }
    }
}
