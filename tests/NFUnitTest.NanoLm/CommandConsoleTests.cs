using nanoFramework.TestFramework;
using NanoLm.Actions;
using NanoLm.Console;
using NanoLm.Kernels;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    /// <summary>The console over the model in slot 0, whichever it is.</summary>
    [TestClass]
    public class CommandConsoleTests
    {
        private const int MaxLineBytes = 80;

        [TestMethod]
        public void A_pipe_gets_one_answer_for_each_line()
        {
            string answers = Run("turn on the light\n?\n" + new string('x', MaxLineBytes + 1) + "\n/help", false);
            Assert.AreEqual(4, Count(answers, "\n"));
            Assert.AreEqual(3, Count(answers, ",\"source\":\"model\",\"us\":"), answers);
            Assert.AreEqual(1, Count(answers, "{\"intent\":null,\"reason\":\"out_of_scope\",\"confidence\":0,"));
            Assert.AreEqual(1, Count(answers, "{\"intent\":null,\"reason\":\"too_long\",\"confidence\":0,"));
            Assert.AreEqual(1, Count(answers, "\n{\"help\":["));
        }

        [TestMethod]
        public void A_person_sees_a_prompt_and_an_echo()
        {
            string output = Run("/hel\b\bxp\r\n\r\n/inf\u001B[Ao\r", true);
            Assert.AreEqual(0, output.IndexOf("nanolm> /hel\b \b\b \bxp\r\n{\"error\":"));
            Assert.AreEqual(1, Count(output, "\r\nnanolm> \r\nnanolm> /info\r\n{\"model\":"));
            Assert.IsTrue(output.EndsWith("}\r\nnanolm> "));
        }

        [TestMethod]
        public void Words_for_the_console_are_answered_apart_from_commands()
        {
            string answers = Run("set\nset\n/stats\n/forget \n/nonsense\n", false);
            Assert.AreEqual(1, Count(answers, "\"from_cache\":1,\"cache_prompts\":1,"));
            Assert.AreEqual(1, Count(answers, "\"from_cache\":1,\"cache_prompts\":0,"));
            Assert.AreEqual(1, Count(answers, "{\"error\":"));
        }

        private static string Run(string input, bool interactive)
        {
            int model = Board.OpenModel();
            Recognizer recognizer = new Recognizer(model, MaxLineBytes, 2048);
            MemoryPort port = new MemoryPort(Words.Utf8(input));
            new CommandConsole(model, recognizer, port, new NoPins(), MaxLineBytes, interactive, false).Run();
            recognizer.Close();
            Native.ModelClose(model);
            return Words.String(port.Output.Buffer, port.Output.Count);
        }

        private static int Count(string text, string part)
        {
            int count = 0;
            for (int at = text.IndexOf(part); at >= 0; at = text.IndexOf(part, at + part.Length))
            {
                count++;
            }

            return count;
        }

        private class MemoryPort : BytePort
        {
            private readonly byte[] _input;
            private int _at;

            internal MemoryPort(byte[] input)
            {
                _input = input;
            }

            internal JsonWriter Output { get; } = new JsonWriter(512);

            public override int Read(byte[] buffer)
            {
                int count = 0;
                while (count < buffer.Length && _at < _input.Length)
                {
                    buffer[count++] = _input[_at++];
                }

                return count;
            }

            public override void Write(byte[] buffer, int count)
            {
                for (int i = 0; i < count; i++)
                {
                    Output.Put(buffer[i]);
                }
            }
        }

        private class NoPins : Pins
        {
            public override void Set(int pin, bool high)
            {
            }

            public override void ShowBusy(bool busy)
            {
            }
        }
    }
}
