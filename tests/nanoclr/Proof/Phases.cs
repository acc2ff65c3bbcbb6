using NanoLm.Kernels;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm.Proof
{
    /// <summary>
    /// Does what Recognizer does with one line, and takes the time of each step, in <see cref="Native.Ticks"/>. What is not <see cref="Kernels"/> is
    /// managed code; decoding has two short native calls for each intent it tries (Softmax, TagPath), which count as managed.
    /// </summary>
    internal class Phases
    {
        private readonly ModelTables _tables;
        private readonly Normalizer _text;
        private readonly Session _session;
        private readonly FrameDecoder _decoder;
        private readonly Frame _frame;
        private readonly FrameJson _json;
        private readonly JsonWriter _out = new JsonWriter(256);
        private readonly ushort[] _tokens;
        private readonly ushort[] _wordTokens;
        private readonly short[] _sentence;
        private readonly short[] _tags;

        internal Phases(int model, int maxTextBytes)
        {
            _tables = new ModelTables(model);
            Grammar grammar = _tables.Grammar;
            int tokens = _tables.MaxTokens;
            _text = new Normalizer(maxTextBytes, tokens);
            _session = new Session(model, tokens, maxTextBytes);
            _decoder = new FrameDecoder(model, grammar, _tables.Calibration, tokens);
            _frame = new Frame(grammar.SlotCount);
            _json = new FrameJson(grammar, false);
            _tokens = new ushort[3 * tokens];
            _wordTokens = new ushort[tokens];
            _sentence = new short[grammar.SentenceOutputs];
            _tags = new short[tokens * grammar.TagOutputs];
        }

        /// <summary>Gives the native session back.</summary>
        internal void Close()
        {
            _session.Close();
        }

        internal int Lines { get; private set; }

        internal int Tokens { get; private set; }

        internal int Normalising { get; private set; }

        internal int Tokenising { get; private set; }

        internal int Kernels { get; private set; }

        internal int Decoding { get; private set; }

        internal int Answering { get; private set; }

        internal int Total { get { return Normalising + Tokenising + Kernels + Decoding + Answering; } }

        /// <summary>Answers a line and adds what it took. Lines without words or with too many tokens do not count.</summary>
        internal void Take(byte[] line, int count)
        {
            int start = Native.Ticks();
            bool fits = _text.Normalize(line, count);
            int normalised = Native.Ticks();
            if (!fits || _text.WordCount == 0)
            {
                return;
            }

            int tokens = _tables.Tokenizer.Encode(_text, _tokens, _wordTokens);
            int tokenised = Native.Ticks();
            if (tokens < 0 || !_session.Run(_tokens, tokens, _text.Text, _text.TextBytes))
            {
                return;
            }

            _session.ReadSentence(_sentence);
            _session.ReadTags(_wordTokens, _text.WordCount, _tags);
            int run = Native.Ticks();
            _decoder.Decode(_sentence, _tags, _text, _frame);
            int decoded = Native.Ticks();
            _out.Clear();
            _json.WriteLine(_out, _frame, _text, line, false, 0);
            int answered = Native.Ticks();

            Lines++;
            Tokens += tokens;
            Normalising += normalised - start;
            Tokenising += tokenised - normalised;
            Kernels += run - tokenised;
            Decoding += decoded - run;
            Answering += answered - decoded;
        }
    }
}
