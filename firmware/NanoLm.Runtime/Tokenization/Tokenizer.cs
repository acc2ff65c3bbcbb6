using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Tokenization
{
    /// <summary>
    /// Greedy longest-match subwords over the double-array trie of a TOKN section (docs/image-format.md). Encoding allocates nothing.
    /// </summary>
    public class Tokenizer
    {
        /// <summary>Result of <see cref="Encode"/> when the tokens do not fit: nanolm.h's NLM_E_TOO_LONG.</summary>
        public const int TooLong = -9;

        private const int HeaderBytes = 16;
        private const int TablesAt = HeaderBytes + 256;
        private const int None = 65535;

        private readonly byte[] _classes = new byte[256];
        private readonly ushort[] _base;
        private readonly ushort[] _check;
        private readonly ushort[] _piece;

        /// <summary>Copies the tables out of the section.</summary>
        /// <exception cref="ImageFormatException">The section is damaged.</exception>
        public Tokenizer(byte[] toknSection)
        {
            if (toknSection.Length < TablesAt)
            {
                throw new ImageFormatException("TOKN", "shorter than its header");
            }

            int states = Word(toknSection, 0);
            PieceCount = Word(toknSection, 2);
            UnknownPiece = Word(toknSection, 4);
            EndPiece = Word(toknSection, 6);
            if (states == 0 || toknSection.Length < TablesAt + 6 * states)
            {
                throw new ImageFormatException("TOKN", "shorter than its " + states + " states");
            }

            if (UnknownPiece >= PieceCount || EndPiece >= PieceCount)
            {
                throw new ImageFormatException("TOKN", "unknown or end piece beyond the " + PieceCount + " pieces");
            }

            for (int i = 0; i < 256; i++)
            {
                _classes[i] = toknSection[HeaderBytes + i];
            }

            _base = Words(toknSection, TablesAt, states);
            _check = Words(toknSection, TablesAt + 2 * states, states);
            _piece = Words(toknSection, TablesAt + 4 * states, states);
            for (int i = 0; i < states; i++)
            {
                if (_piece[i] != None && _piece[i] >= PieceCount)
                {
                    throw new ImageFormatException("TOKN", "state " + i + " names piece " + _piece[i] + " of " + PieceCount);
                }
            }
        }

        /// <summary>The piece that stands for what no piece matches.</summary>
        public int UnknownPiece { get; }

        /// <summary>The piece that closes every prompt.</summary>
        public int EndPiece { get; }

        /// <summary>Number of pieces.</summary>
        public int PieceCount { get; }

        /// <summary>
        /// Splits words into tokens, each a triple: piece, offset of its word in the text, bytes of the word. Only a word's first
        /// token carries offset and bytes; in its other tokens and in the closing end piece both are 0.
        /// </summary>
        /// <param name="text">The words.</param>
        /// <param name="tokens">Receives the triples.</param>
        /// <param name="wordTokens">Receives the index of each word's first token.</param>
        /// <returns>The number of tokens, or <see cref="TooLong"/>.</returns>
        public int Encode(Normalizer text, ushort[] tokens, ushort[] wordTokens)
        {
            int words = text.WordCount;
            byte[] bytesOfText = text.Text;
            if (words > wordTokens.Length)
            {
                return TooLong;
            }

            int limit = tokens.Length / 3 - 1; // the end piece comes after
            int count = 0;
            for (int w = 0; w < words; w++)
            {
                int start = text.WordStart[w];
                int bytes = text.WordBytes[w];
                int end = start + bytes;
                int at = start - 1; // as if a space stood before the word
                wordTokens[w] = (ushort)count;
                while (at < end)
                {
                    if (count >= limit)
                    {
                        return TooLong;
                    }

                    int piece = UnknownPiece;
                    int behind = end;
                    int state = 0;
                    for (int i = at; i < end; i++)
                    {
                        int kind = _classes[i < start ? ' ' : bytesOfText[i]];
                        int next = _base[state] + kind;
                        if (kind == 0 || next >= _check.Length || _check[next] != state)
                        {
                            break;
                        }

                        state = next;
                        if (_piece[state] != None)
                        {
                            piece = _piece[state];
                            behind = i + 1;
                        }
                    }

                    tokens[3 * count] = (ushort)piece;
                    tokens[3 * count + 1] = (ushort)(at < start ? start : 0);
                    tokens[3 * count + 2] = (ushort)(at < start ? bytes : 0);
                    count++;
                    at = behind;
                }
            }

            if (count > limit)
            {
                return TooLong;
            }

            tokens[3 * count] = (ushort)EndPiece;
            tokens[3 * count + 1] = 0;
            tokens[3 * count + 2] = 0;
            return count + 1;
        }

        private static ushort[] Words(byte[] section, int offset, int count)
        {
            ushort[] words = new ushort[count];
            for (int i = 0; i < count; i++)
            {
                words[i] = (ushort)Word(section, offset + 2 * i);
            }

            return words;
        }

        private static int Word(byte[] section, int offset)
        {
            return section[offset] | (section[offset + 1] << 8);
        }
    }
}
