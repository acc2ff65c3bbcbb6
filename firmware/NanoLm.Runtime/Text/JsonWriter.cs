using System;

namespace NanoLm.Runtime.Text
{
    /// <summary>Writes JSON into a buffer of bytes, which grows when it must. The caller puts the punctuation.</summary>
    public class JsonWriter
    {
        private const string HexDigits = "0123456789abcdef";

        private readonly byte[] _hex = Bytes.OfAscii(HexDigits);
        private readonly byte[] _digits = new byte[10]; // of an int
        private byte[] _buffer; // the properties cost an interpreter a call for each byte
        private int _count;

        /// <summary>A writer with room for some bytes before it has to grow.</summary>
        public JsonWriter(int bytes)
        {
            _buffer = new byte[bytes < 16 ? 16 : bytes];
        }

        /// <summary>What was written: the first <see cref="Count"/> bytes.</summary>
        public byte[] Buffer { get { return _buffer; } }

        /// <summary>Bytes written.</summary>
        public int Count { get { return _count; } }

        /// <summary>Starts again.</summary>
        public void Clear()
        {
            _count = 0;
        }

        /// <summary>Writes bytes as they are.</summary>
        public void Raw(byte[] bytes)
        {
            Copy(bytes, 0, bytes.Length);
        }

        /// <summary>Writes an ASCII string as it is.</summary>
        public void Raw(string ascii)
        {
            for (int i = 0; i < ascii.Length; i++)
            {
                Put(ascii[i]);
            }
        }

        /// <summary>Writes an integer.</summary>
        public void Number(int value)
        {
            if (value < 0)
            {
                Put('-');
            }

            int count = 0;
            do
            {
                int digit = value % 10;
                _digits[count++] = (byte)('0' + (digit < 0 ? -digit : digit));
                value /= 10;
            }
            while (value != 0);
            while (count > 0)
            {
                Put(_digits[--count]);
            }
        }

        /// <summary>Writes a string in quotes; bytes that are not UTF-8 become U+FFFD.</summary>
        public void String(byte[] bytes, int offset, int count)
        {
            Put('"');
            int end = offset + count;
            int plain = offset; // from here to the offset nothing needs a change
            while (offset < end)
            {
                int code = bytes[offset];
                int behind = code < 0x80 ? offset + 1 : Utf8.Read(bytes, offset, end, out code);
                if (code < ' ' || code == '"' || code == '\\' || code == Utf8.Replacement)
                {
                    Copy(bytes, plain, offset - plain);
                    plain = behind;
                    Escape(code);
                }

                offset = behind;
            }

            Copy(bytes, plain, end - plain);
            Put('"');
        }

        /// <summary>Writes a string of ASCII characters in quotes.</summary>
        public void String(string ascii)
        {
            byte[] bytes = Bytes.OfAscii(ascii);
            String(bytes, 0, bytes.Length);
        }

        /// <summary>Writes one byte as it is.</summary>
        public void Put(int value)
        {
            if (_count == _buffer.Length)
            {
                Grow(1);
            }

            _buffer[_count++] = (byte)value;
        }

        private void Escape(int code)
        {
            if (code == Utf8.Replacement)
            {
                Put(0xEF);
                Put(0xBF);
                Put(0xBD);
            }
            else if (code < ' ')
            {
                Raw("\\u00");
                Put(_hex[code >> 4]);
                Put(_hex[code & 15]);
            }
            else
            {
                Put('\\');
                Put(code);
            }
        }

        private void Copy(byte[] bytes, int offset, int count)
        {
            if (_count + count > _buffer.Length)
            {
                Grow(count);
            }

            Array.Copy(bytes, offset, _buffer, _count, count);
            _count += count;
        }

        private void Grow(int count)
        {
            byte[] larger = new byte[2 * _count + count];
            Array.Copy(_buffer, larger, _count);
            _buffer = larger;
        }
    }
}
