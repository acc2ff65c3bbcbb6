using System;
using System.Device.Gpio;
using System.Threading;
using NanoLm.Console;
using NanoLm.Device;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;
using nanoFramework.Runtime.Native;

namespace NanoLm
{
    /// <summary>Puts the application together on a device.</summary>
    public static class Program
    {
        private const int BaudRate = 115200;
        private const int Slot = 0;
        private const int MaxLineBytes = 512;
        private const int CacheBytes = 8192;

        /// <summary>Runs until the power goes.</summary>
        public static void Main()
        {
            Board board = Board.Of(SystemInfo.TargetName);
            GpioController gpio = new GpioController();
            GpioButton button = board.Button == Board.None ? null : new GpioButton(gpio, board.Button, board.ButtonIsHigh);
            SerialByteConsole port = new SerialByteConsole(board.Console, BaudRate, button);
            try
            {
                string warning = KernelCheck.Run();
                if (warning != null)
                {
                    Say(port, "warning", warning);
                }

                int model = ModelSlot.Open(Slot);
                Recognizer recognizer = new Recognizer(model, MaxLineBytes, CacheBytes);
                new CommandConsole(model, recognizer, port, new GpioPins(gpio, board.Led), MaxLineBytes, true, false).Run();
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
