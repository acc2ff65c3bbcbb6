using System;
using System.Threading;
using NanoLm.Console;
using NanoLm.Device;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm
{
    /// <summary>Puts the application together on a device.</summary>
    public static class Program
    {
        private const string SerialPortName = "COM2"; // COM1 is usually the debugger's
        private const int BaudRate = 115200;
        private const int StatusLed = -1; // the pin of the board's LED
        private const int Slot = 0;
        private const int MaxLineBytes = 512;
        private const int CacheBytes = 8192;

        /// <summary>Runs until the power goes.</summary>
        public static void Main()
        {
            SerialByteConsole port = new SerialByteConsole(SerialPortName, BaudRate);
            try
            {
                string warning = KernelCheck.Run();
                if (warning != null)
                {
                    Say(port, "warning", warning);
                }

                int model = ModelSlot.Open(Slot);
                Recognizer recognizer = new Recognizer(model, MaxLineBytes, CacheBytes);
                new CommandConsole(model, recognizer, port, new GpioPins(StatusLed), MaxLineBytes, true, false).Run();
            }
            catch (Exception failure)
            {
                Say(port, "error", failure.Message ?? "no message");
            }

            Thread.Sleep(Timeout.Infinite);
        }

        private static void Say(BytePort port, string kind, string text)
        {
            JsonWriter message = new JsonWriter(256);
            message.Raw("{\"" + kind + "\":");
            message.String(text);
            message.Raw("}\r\n");
            port.Write(message.Buffer, message.Count);
        }
    }
}
