using NanoLm.Actions;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm.Console
{
    /// <summary>
    /// One JSON line for each line read. For a person at a terminal it also shows a prompt and echoes what is typed; for a pipe it
    /// writes nothing else.
    /// </summary>
    public class CommandConsole
    {
        private const int ChunkBytes = 64;
        private const int AnswerBytes = 256;

        private readonly Recognizer _recognizer;
        private readonly BytePort _port;
        private readonly Pins _pins;
        private readonly bool _interactive;
        private readonly KeyFilter _keys = new KeyFilter();
        private readonly LineReader _lines;
        private readonly LastCommand _last;
        private readonly ActionTable _actions;
        private readonly FrameJson _frames;
        private readonly Counters _counters = new Counters();
        private readonly ConsoleWords _words;
        private readonly JsonWriter _out = new JsonWriter(AnswerBytes);
        private readonly byte[] _chunk = new byte[ChunkBytes];

        /// <param name="model">The open model's handle.</param>
        /// <param name="recognizer">The recogniser of that model.</param>
        /// <param name="port">Where lines come from and answers go.</param>
        /// <param name="pins">What actions set.</param>
        /// <param name="maxLineBytes">Longer lines are refused.</param>
        /// <param name="interactive">A person types: prompt, echo, CR LF; empty lines are ignored.</param>
        /// <param name="instructions">The board counts retired instructions, not microseconds.</param>
        public CommandConsole(
            int model, Recognizer recognizer, BytePort port, Pins pins, int maxLineBytes, bool interactive, bool instructions)
        {
            _recognizer = recognizer;
            _port = port;
            _pins = pins;
            _interactive = interactive;
            _lines = new LineReader(maxLineBytes);
            _last = new LastCommand(maxLineBytes);
            _actions = new ActionTable(recognizer.Grammar);
            _frames = new FrameJson(recognizer.Grammar, instructions);
            _words = new ConsoleWords(model, recognizer, _counters);
        }

        /// <summary>Answers lines until the port ends.</summary>
        public void Run()
        {
            Prompt();
            Flush();
            int count = _port.Read(_chunk);
            while (count > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    if (_interactive)
                    {
                        TakeKey(_chunk[i]);
                    }
                    else
                    {
                        Take(_chunk[i]);
                    }
                }

                Flush();
                count = _port.Read(_chunk);
            }

            if (_lines.Finish())
            {
                AnswerLine();
                Flush();
            }
        }

        private void TakeKey(byte value)
        {
            int key = _keys.Take(value);
            switch (key)
            {
                case KeyFilter.None:
                    break;
                case KeyFilter.GiveUp:
                    GiveUp();
                    Prompt();
                    break;
                case KeyFilter.Repeat:
                    GiveUp();
                    Repeat();
                    break;
                case KeyFilter.TakeBack:
                    GiveUp();
                    TakeBack();
                    break;
                default:
                    Take((byte)key);
                    break;
            }
        }

        private void GiveUp()
        {
            _lines.Clear();
            EndLine();
        }

        private void Repeat()
        {
            if (_last.Count == 0)
            {
                AnswerError("there is no command to repeat");
                return;
            }

            AnswerCommand(_last.Buffer, _last.Count);
        }

        private void TakeBack()
        {
            if (_last.Count == 0)
            {
                AnswerError("there is no command to cancel");
                return;
            }

            try
            {
                int pins = _actions.TakeBack(_pins);
                Grammar grammar = _recognizer.Grammar;
                int name = grammar.IntentName(_last.Intent);
                _out.Raw("{\"cancelled\":");
                _out.String(grammar.Section, name + 1, grammar.StringBytes(name));
                _out.Raw(",\"pins\":");
                _out.Number(pins);
                _out.Raw("}");
                FinishAnswer();
            }
            catch (PinException failure)
            {
                AnswerError(failure.Message);
            }
        }

        private void Take(byte value)
        {
            switch (_lines.Take(value))
            {
                case LineEvent.Added:
                    if (_interactive)
                    {
                        _out.Put(value);
                    }

                    break;
                case LineEvent.Removed:
                    if (_interactive)
                    {
                        _out.Raw("\b \b");
                    }

                    break;
                case LineEvent.Line:
                    if (_interactive)
                    {
                        EndLine();
                        if (_lines.Count == 0)
                        {
                            Prompt();
                            break;
                        }
                    }

                    AnswerLine();
                    break;
                case LineEvent.TooLong:
                    if (_interactive)
                    {
                        EndLine();
                    }

                    _recognizer.RefuseTooLong();
                    AnswerFrame(_lines.Buffer);
                    break;
            }
        }

        private void AnswerLine()
        {
            if (ConsoleWords.IsOne(_lines.Buffer, _lines.Count))
            {
                _words.Answer(_lines.Buffer, _lines.Count, _out);
                FinishAnswer();
                return;
            }

            AnswerCommand(_lines.Buffer, _lines.Count);
        }

        private void AnswerCommand(byte[] line, int count)
        {
            _pins.ShowBusy(true);
            try
            {
                _recognizer.Recognize(line, count);
                if (_recognizer.Frame.Intent >= 0)
                {
                    _last.Keep(line, count, _recognizer.Frame.Intent);
                }

                _actions.Apply(_recognizer.Frame, _pins);
                AnswerFrame(line);
            }
            catch (EngineException failure)
            {
                AnswerError(failure.Message);
            }
            catch (PinException failure)
            {
                AnswerError(failure.Message);
            }

            _pins.ShowBusy(false);
        }

        private void AnswerFrame(byte[] line)
        {
            _counters.Count(_recognizer.Frame, _recognizer.FromCache);
            _frames.WriteLine(_out, _recognizer.Frame, _recognizer.Text, line, _recognizer.FromCache, _recognizer.Ticks);
            FinishAnswer();
        }

        private void AnswerError(string reason)
        {
            _out.Raw("{\"error\":");
            _out.String(reason);
            _out.Raw("}");
            FinishAnswer();
        }

        private void FinishAnswer()
        {
            EndLine();
            Prompt();
            Flush();
        }

        private void Prompt()
        {
            if (_interactive)
            {
                _out.Raw("nanolm> ");
            }
        }

        private void EndLine()
        {
            _out.Raw(_interactive ? "\r\n" : "\n");
        }

        private void Flush()
        {
            if (_out.Count > 0)
            {
                _port.Write(_out.Buffer, _out.Count);
                _out.Clear();
            }
        }
    }
}
