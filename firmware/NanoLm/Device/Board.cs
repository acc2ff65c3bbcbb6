namespace NanoLm.Device
{
    /// <summary>The pins of the boards that NanoLm knows by the name of their nanoFramework target; those of targets/NAME/board.json.</summary>
    public class Board
    {
        /// <summary>There is no such pin.</summary>
        public const int None = -1;

        private Board(string console, int led, int button, bool buttonIsHigh)
        {
            Console = console;
            Led = led;
            Button = button;
            ButtonIsHigh = buttonIsHigh;
        }

        /// <summary>The UART of the console, which is not the debugger's.</summary>
        public string Console { get; }

        /// <summary>The LED that is on while a command is worked on, or <see cref="None"/>.</summary>
        public int Led { get; }

        /// <summary>The button that repeats or takes back the last command, or <see cref="None"/>.</summary>
        public int Button { get; }

        /// <summary>Whether the button's pin is high while it is pressed; otherwise it is low then.</summary>
        public bool ButtonIsHigh { get; }

        /// <summary>The board of a target, as nanoFramework's SystemInfo.TargetName tells it; one without LED and button if it is not known.</summary>
        public static Board Of(string target)
        {
            if (target.StartsWith("ESP32_S3"))
            {
                return new Board("COM2", 4, 0, false);
            }

            if (target.StartsWith("ST_STM32F769I_DISCOVERY"))
            {
                return new Board("COM6", 157, 0, true);
            }

            if (target.StartsWith("ST_STM32F429I_DISCOVERY"))
            {
                return new Board("COM1", 109, 0, true);
            }

            if (target.StartsWith("PICO2_RP2350"))
            {
                return new Board("COM1", 25, 15, false);
            }

            return new Board("COM2", None, None, false); // COM1 is usually the debugger's
        }
    }
}
