using System.Runtime.CompilerServices;

namespace NanoLm.Kernels
{
    /// <summary>
    /// The native engine, as managed code sees it: nanolm.h over ints and arrays. Handles are small non-negative
    /// numbers; every result below zero is an nlm_status of nanolm.h. No array is kept after a call returns.
    /// The order of these methods is the order of the native method table.
    /// </summary>
    public static class Native
    {
        /// <summary>Maps model slot 0 or 1 and opens its image.</summary>
        /// <returns>A model handle, or the first fault found in the image.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ModelOpen(int slot);

        /// <summary>Forgets a model handle.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ModelClose(int model);

        /// <summary>Runs the next slice of the checksum check, at most <paramref name="bytes"/> long; the first cursor is 0.</summary>
        /// <returns>The next cursor, or 0 when all is read and right.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ModelCheck(int model, int cursor, int bytes);

        /// <summary>
        /// A dimension: 0 image bytes, 1 arena bytes, 2 dim, 3 layers, 4 max tokens, 5 causal, 6 pieces, 7 n-gram rows,
        /// 8 sentence outputs, 9 tag outputs, 10 vocabulary rows.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ModelInfo(int model, int key);

        /// <summary>Size of the section of a type (four letters, little endian) and index, or an error when there is none.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int SectionBytes(int model, int type, int index);

        /// <summary>Copies <paramref name="count"/> bytes of a section, from <paramref name="offset"/> on, to the buffer's start.</summary>
        /// <returns>The count.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int SectionRead(int model, int type, int index, int offset, byte[] buffer, int count);

        /// <summary>Starts an empty session in the board's arena.</summary>
        /// <returns>A session handle.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int SessionOpen(int model);

        /// <summary>Ends a session.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int SessionClose(int session);

        /// <summary>
        /// Embeds the next block of tokens, each a triple (piece, word start, word bytes) into the normalised text.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Begin(int session, ushort[] tokens, int count, byte[] text, int textBytes);

        /// <summary>Runs one layer over the block.</summary>
        /// <returns>1: call again; 0: done.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Advance(int session);

        /// <summary>Keeps the first <paramref name="count"/> tokens and forgets the rest.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Rewind(int session, int count);

        /// <summary>Reads the sentence head: int16 logits in 1/256 nat.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ReadSentence(int session, short[] logits);

        /// <summary>Reads the tag head at <paramref name="count"/> token positions: [count, tags] logits in 1/256 nat.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ReadTags(int session, ushort[] positions, int count, short[] logits);

        /// <summary>Reads chosen rows of the vocabulary head at one token position.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int ReadRows(int session, int position, ushort[] rows, int count, short[] logits);

        /// <summary>Probabilities (Q15, 32767 is 1) of the logits [offset, offset + count), written at the same offset.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Softmax(short[] logits, int offset, int count, short[] probabilities);

        /// <summary>A wrapping counter: microseconds, or retired instructions on an emulated board.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Ticks();

        /// <summary>
        /// The best path of tags through <paramref name="words"/> words, by their tag logits [words, tags of the model] and the model's
        /// transitions. tags: the <paramref name="count"/> allowed ones, 0 and then pairs of B and I. path: per word an index into them. margins:
        /// per word the path's score less that of the best path with another tag there, 1/256 nat. work: count * (words + 2) numbers.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int TagPath(int model, int words, short[] logits, ushort[] tags, int count, byte[] path, short[] margins, int[] work);

        /// <summary>
        /// Compares the board's kernels with the portable ones over built-in vectors. Where one is wrong, sessions opened from now on run the portable ones.
        /// </summary>
        /// <returns>The sum of the wrong ones (NLM_KERNEL_*), 0 when all is well.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int SelfCheck();
    }
}
