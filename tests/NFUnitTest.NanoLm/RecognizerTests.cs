using nanoFramework.TestFramework;
using NanoLm.Kernels;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    /// <summary>Whole commands through the model in slot 0, whichever it is.</summary>
    [TestClass]
    public class RecognizerTests
    {
        private const int MaxTextBytes = 256;
        private const int CanarySection = 'C' | ('A' << 8) | ('N' << 16) | ('A' << 24);

        [TestMethod]
        public void The_board_s_kernels_are_right()
        {
            int model = Board.OpenModel();
            string wrong = KernelCheck.Run();
            Native.ModelClose(model);
            Assert.IsNull(wrong, wrong);
        }

        [TestMethod]
        public void The_image_is_sound()
        {
            Native.ModelClose(Board.OpenModel());
            int model = ModelSlot.Open(0);
            ModelTables tables = new ModelTables(model);
            Native.ModelClose(model);
            Assert.IsTrue(tables.Grammar.IntentCount > 0);
            Assert.IsTrue(tables.MaxTokens > 0);
        }

        [TestMethod]
        public void A_slot_that_is_not_there_is_refused()
        {
            Native.ModelClose(Board.OpenModel());
            int status = 0;
            try
            {
                ModelSlot.Open(99);
            }
            catch (EngineException refused)
            {
                status = refused.Status;
            }

            Assert.AreEqual(-1, status);
        }

        [TestMethod]
        public void Canary_prompts_get_the_answers_that_the_packer_expects()
        {
            int model = Board.OpenModel();
            int bytes = Native.SectionBytes(model, CanarySection, 0);
            if (bytes < 0)
            {
                Board.Skip("the model has no canary prompts");
            }

            byte[] section = new byte[bytes];
            Assert.AreEqual(bytes, Native.SectionRead(model, CanarySection, 0, 0, section, bytes));
            Recognizer recognizer = new Recognizer(model, MaxTextBytes, 0);
            int count = Word(section, 0);
            int at = 4;
            Assert.IsTrue(count > 0);
            for (int i = 0; i < count; i++)
            {
                int text = Word(section, at);
                int answer = Word(section, at + 2);
                at += 8;
                string expected = Part(section, at + text, answer);
                Assert.AreEqual(expected, Answer(recognizer, Part(section, at, text)));
                at = (at + text + answer + 3) & ~3;
            }

            recognizer.Close();
            Native.ModelClose(model);
        }

        [TestMethod]
        public void A_known_prompt_is_answered_from_the_cache()
        {
            int model = Board.OpenModel();
            Recognizer recognizer = new Recognizer(model, MaxTextBytes, 2048);
            string first = Answer(recognizer, "Turn on the light");
            Assert.IsFalse(recognizer.FromCache);
            Assert.AreEqual(first, Answer(recognizer, "turn ON, the light!"));
            Assert.IsTrue(recognizer.FromCache);
            Assert.AreEqual(1, recognizer.Cache.Count);
            recognizer.Cache.Clear();
            Assert.AreEqual(first, Answer(recognizer, "turn on the light"));
            Assert.IsFalse(recognizer.FromCache);
            recognizer.Close();
            Native.ModelClose(model);
        }

        [TestMethod]
        public void Lines_that_are_no_commands_are_refused()
        {
            int model = Board.OpenModel();
            Recognizer recognizer = new Recognizer(model, MaxTextBytes, 0);
            Assert.AreEqual("{\"intent\":null,\"reason\":\"out_of_scope\"}", Answer(recognizer, "?!"));
            Assert.AreEqual("{\"intent\":null,\"reason\":\"too_long\"}", Answer(recognizer, new string('x', MaxTextBytes + 1)));
            recognizer.RefuseTooLong();
            Assert.AreEqual((int)Refusal.TooLong, (int)recognizer.Frame.Refusal);
            recognizer.Close();
            Native.ModelClose(model);
        }

        [TestMethod]
        public void Commands_leave_nothing_on_the_heap()
        {
            int model = Board.OpenModel();
            Recognizer recognizer = new Recognizer(model, MaxTextBytes, 0);
            JsonWriter json = new JsonWriter(256);
            FrameJson frames = new FrameJson(recognizer.Grammar, false);
            byte[] line = Words.Utf8("set the kitchen light to forty percent for ten minutes");
            Run(recognizer, frames, json, line, 3);
            int before = Board.HeapBytes();
            Run(recognizer, frames, json, line, 20);
            int after = Board.HeapBytes();
            recognizer.Close();
            Native.ModelClose(model);
            Assert.AreEqual(before, after);
        }

        private static void Run(Recognizer recognizer, FrameJson frames, JsonWriter json, byte[] line, int times)
        {
            for (int i = 0; i < times; i++)
            {
                recognizer.Recognize(line, line.Length);
                json.Clear();
                frames.WriteLine(json, recognizer.Frame, recognizer.Text, line, recognizer.FromCache, recognizer.Ticks);
            }
        }

        private static string Answer(Recognizer recognizer, string text)
        {
            byte[] line = Words.Utf8(text);
            recognizer.Recognize(line, line.Length);
            JsonWriter json = new JsonWriter(256);
            new FrameJson(recognizer.Grammar, false).WriteAnswer(json, recognizer.Frame, recognizer.Text, line);
            return Words.String(json.Buffer, json.Count);
        }

        private static string Part(byte[] section, int offset, int count)
        {
            byte[] part = new byte[count];
            System.Array.Copy(section, offset, part, 0, count);
            return Words.String(part, count);
        }

        private static int Word(byte[] section, int offset)
        {
            return section[offset] | (section[offset + 1] << 8);
        }
    }
}
