using System.IO.Ports;
using System.Threading;
using NanoLm.Console;

namespace NanoLm.Device
{
    /// <summary>A UART that is not the debugger's.</summary>
    internal class SerialByteConsole : BytePort
    {
        private const int PollMilliseconds = 5;

        private readonly SerialPort _port;

        internal SerialByteConsole(string name, int baudRate)
        {
            _port = new SerialPort(name, baudRate);
            _port.Open();
        }

        public override int Read(byte[] buffer)
        {
            int count = _port.BytesToRead;
            while (count == 0)
            {
                Thread.Sleep(PollMilliseconds);
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
