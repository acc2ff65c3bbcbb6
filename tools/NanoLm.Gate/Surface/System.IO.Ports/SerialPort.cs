// The part of nanoFramework.System.IO.Ports 1.1 that the firmware may use: declarations only.
namespace System.IO.Ports
{
    public enum Parity { None, Odd, Even }
    public enum StopBits { One = 1, Two, OnePointFive }

    public sealed class SerialPort : IDisposable
    {
        public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8, StopBits stopBits = StopBits.One) { }
        public void Open() { }
        public void Close() { }
        public int BaudRate { get; set; }
        public int ReadTimeout { get; set; }
        public int WriteTimeout { get; set; }
        public int ReadBufferSize { get; set; }
        public int BytesToRead => 0;
        public bool IsOpen => false;
        public int Read(byte[] buffer, int offset, int count) => 0;
        public int ReadByte() => 0;
        public void Write(byte[] buffer, int offset, int count) { }
        public void WriteByte(byte value) { }
        public void Dispose() { }
    }
}
