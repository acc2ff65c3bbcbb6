using NanoLm.Kernels;
using NanoLm.Runtime.Prompts;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// The whole path of a line: normalise, look up, tokenise, run, decode. Made once per model; allocates next to nothing per line.
    /// </summary>
    public class Recognizer
    {
        private readonly ModelTables _tables;
        private readonly Session _session;
        private readonly FrameDecoder _decoder;
        private readonly ushort[] _tokens;
        private readonly ushort[] _wordTokens;
        private readonly short[] _sentenceLogits;
        private readonly short[] _tagLogits;
        private readonly bool _hasTags;

        /// <param name="model">An open model's handle.</param>
        /// <param name="maxTextBytes">Longest normalised text; longer lines are refused.</param>
        /// <param name="cacheBytes">Budget of the prompt cache; 0: none.</param>
        /// <exception cref="ImageFormatException">The image is damaged or holds no command model.</exception>
        /// <exception cref="EngineException">The board has no arena for the model.</exception>
        public Recognizer(int model, int maxTextBytes, int cacheBytes)
        {
            _tables = new ModelTables(model);
            int tokens = _tables.MaxTokens;
            Text = new Normalizer(maxTextBytes, tokens);
            Cache = new PromptCache(cacheBytes);
            Frame = new Frame(Grammar.SlotCount);
            _session = new Session(model, tokens, maxTextBytes);
            _decoder = new FrameDecoder(model, Grammar, _tables.Calibration, tokens);
            _tokens = new ushort[3 * tokens];
            _wordTokens = new ushort[tokens];
            _sentenceLogits = new short[Grammar.SentenceOutputs];
            _hasTags = Grammar.TagOutputs > 1;
            _tagLogits = new short[_hasTags ? tokens * Grammar.TagOutputs : 0];
        }

        /// <summary>What may come out.</summary>
        public Grammar Grammar { get { return _tables.Grammar; } }

        /// <summary>The words of the last line.</summary>
        public Normalizer Text { get; }

        /// <summary>Known prompts.</summary>
        public PromptCache Cache { get; }

        /// <summary>The answer to the last line.</summary>
        public Frame Frame { get; }

        /// <summary>Whether the last answer came from the cache.</summary>
        public bool FromCache { get; private set; }

        /// <summary>What the last line took, in the unit of <see cref="Native.Ticks"/>.</summary>
        public int Ticks { get; private set; }

        /// <summary>Gives the native session back.</summary>
        public void Close()
        {
            _session.Close();
        }

        /// <summary>Answers the first <paramref name="count"/> bytes of a line, whatever they are, in <see cref="Frame"/>.</summary>
        /// <exception cref="EngineException">The engine failed, which a sound image does not make it do.</exception>
        public void Recognize(byte[] line, int count)
        {
            int start = Native.Ticks();
            FromCache = false;
            if (!Text.Normalize(line, count))
            {
                Frame.Refuse(Refusal.TooLong);
            }
            else if (Text.WordCount == 0)
            {
                Frame.Refuse(Refusal.OutOfScope);
            }
            else
            {
                FromCache = Cache.Find(Text.Text, Text.TextBytes, Frame);
                if (!FromCache)
                {
                    Run();
                }
            }

            Ticks = Native.Ticks() - start;
        }

        /// <summary>Answers a line of which not even the bytes could be kept.</summary>
        public void RefuseTooLong()
        {
            Frame.Refuse(Refusal.TooLong);
            FromCache = false;
            Ticks = 0;
        }

        private void Run()
        {
            int tokens = _tables.Tokenizer.Encode(Text, _tokens, _wordTokens);
            if (tokens < 0 || !_session.Run(_tokens, tokens, Text.Text, Text.TextBytes))
            {
                Frame.Refuse(Refusal.TooLong);
                return;
            }

            _session.ReadSentence(_sentenceLogits);
            if (_hasTags)
            {
                _session.ReadTags(_wordTokens, Text.WordCount, _tagLogits);
            }

            _decoder.Decode(_sentenceLogits, _tagLogits, Text, Frame);
            Cache.Add(Text.Text, Text.TextBytes, Frame);
        }
    }
}
