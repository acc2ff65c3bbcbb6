using System;
using NanoLm.Kernels;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Runs prompts through the model. On a causal model the tokens that a prompt shares with the one before keep their keys and values;
    /// a bidirectional model, where every token sees all, starts anew.
    /// </summary>
    public class Session
    {
        private const int TooLong = -9; // NLM_E_TOO_LONG
        private const int CausalKey = 5;

        private readonly int _session;
        private readonly bool _causal;
        private readonly ushort[] _tokens;
        private readonly ushort[] _rest;
        private readonly byte[] _text;
        private int _count;
        private int _textBytes;

        /// <summary>Opens a session for prompts of limited length.</summary>
        /// <exception cref="EngineException">The board has no arena for it.</exception>
        public Session(int model, int maxTokens, int maxTextBytes)
        {
            _causal = EngineException.Check("ModelInfo", Native.ModelInfo(model, CausalKey)) == 1;
            _session = EngineException.Check("SessionOpen", Native.SessionOpen(model));
            int kept = _causal ? 1 : 0;
            _tokens = new ushort[3 * maxTokens * kept];
            _rest = new ushort[3 * maxTokens * kept];
            _text = new byte[maxTextBytes * kept];
        }

        /// <summary>Tokens of the last prompt that did not have to be run again.</summary>
        public int ReusedTokens { get; private set; }

        /// <summary>Gives the arena back.</summary>
        public void Close()
        {
            Native.SessionClose(_session);
        }

        /// <summary>Runs a prompt: triples (piece, word start, word bytes) over normalised text.</summary>
        /// <returns>False when it has more tokens than the model's positions.</returns>
        /// <exception cref="EngineException">The engine refused it for another reason.</exception>
        public bool Run(ushort[] tokens, int count, byte[] text, int textBytes)
        {
            ushort[] block = tokens;
            ReusedTokens = 0;
            if (_causal)
            {
                ReusedTokens = SharedTokens(tokens, count, text, textBytes);
                _count = 0; // nothing is known until the run is over
                EngineException.Check("Rewind", Native.Rewind(_session, ReusedTokens));
                Array.Copy(tokens, 3 * ReusedTokens, _rest, 0, 3 * (count - ReusedTokens));
                block = _rest;
            }

            int status = Native.Begin(_session, block, count - ReusedTokens, text, textBytes);
            if (status == TooLong)
            {
                return false;
            }

            EngineException.Check("Begin", status);
            while (EngineException.Check("Advance", Native.Advance(_session)) > 0)
            {
            }

            if (_causal)
            {
                Array.Copy(tokens, _tokens, 3 * count);
                Array.Copy(text, _text, textBytes);
                _count = count;
                _textBytes = textBytes;
            }

            return true;
        }

        /// <summary>The sentence head's logits, 1/256 nat.</summary>
        public void ReadSentence(short[] logits)
        {
            EngineException.Check("ReadSentence", Native.ReadSentence(_session, logits));
        }

        /// <summary>The tag head's logits at some tokens, [count, tags], 1/256 nat.</summary>
        public void ReadTags(ushort[] positions, int count, short[] logits)
        {
            EngineException.Check("ReadTags", Native.ReadTags(_session, positions, count, logits));
        }

        // Leading tokens with the same piece and the same word; at least one token is always left to run.
        private int SharedTokens(ushort[] tokens, int count, byte[] text, int textBytes)
        {
            int same = 0;
            while (same < textBytes && same < _textBytes && text[same] == _text[same])
            {
                same++;
            }

            int shared = 0;
            while (shared < count - 1 && shared < _count && SameToken(tokens, 3 * shared)
                && tokens[3 * shared + 1] + tokens[3 * shared + 2] <= same)
            {
                shared++;
            }

            return shared;
        }

        private bool SameToken(ushort[] tokens, int at)
        {
            return tokens[at] == _tokens[at] && tokens[at + 1] == _tokens[at + 1] && tokens[at + 2] == _tokens[at + 2];
        }
    }
}
