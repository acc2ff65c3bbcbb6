using NanoLm.Kernels.Boards;

namespace NanoLm.Kernels;

/// <summary>
/// The managed-to-native surface of docs/architecture.md on the desk: the same methods as the interop assembly of a
/// device, carried out by an <see cref="IBoard"/>. Every result below zero is a status of nanolm.h.
/// </summary>
public static class Native
{
    private const int ArgumentError = -1;
    private static readonly AsyncLocal<IBoard?> Current = new();

    /// <summary>
    /// Chooses the board that the calling code uses from now on. The choice belongs to the calling thread or task and
    /// is inherited by the threads and tasks that it starts later, so tests with different boards can run side by side.
    /// </summary>
    public static void Use(IBoard board) => Current.Value = board ?? throw new ArgumentNullException(nameof(board));

    private static IBoard Board => Current.Value
        ?? throw new InvalidOperationException("No board was chosen: call NanoLm.Kernels.Native.Use(new HostBoard(...)) first.");

    /// <summary>Opens the image in model slot 0 or 1. Returns a handle.</summary>
    public static int ModelOpen(int slot) => Board.ModelOpen(slot);

    /// <summary>Forgets the handle. NLM_E_STATE (-10) while a session of the model is open.</summary>
    public static int ModelClose(int model) => Board.ModelClose(model);

    /// <summary>
    /// Checks at most <paramref name="bytes"/> more bytes of the sections' checksums. <paramref name="cursor"/> is 0 to
    /// start, then what the last call returned. Returns the new cursor, or 0 when all is read and right.
    /// </summary>
    public static int ModelCheck(int model, int cursor, int bytes) => Board.ModelCheck(model, cursor, bytes);

    /// <summary>
    /// A dimension: 0 image_bytes, 1 arena_bytes, 2 dim, 3 layers, 4 max_tokens, 5 causal, 6 pieces, 7 ngram_rows,
    /// 8 sentence_outputs, 9 tag_outputs, 10 vocabulary_rows.
    /// </summary>
    public static int ModelInfo(int model, int key) => Board.ModelInfo(model, key);

    /// <summary>Bytes of section <paramref name="type"/> (four letters, little endian), number <paramref name="index"/>.</summary>
    public static int SectionBytes(int model, int type, int index) => Board.SectionBytes(model, type, index);

    /// <summary>
    /// Copies <paramref name="count"/> bytes of a section from <paramref name="offset"/> on to the start of
    /// <paramref name="buffer"/>. Returns count.
    /// </summary>
    public static int SectionRead(int model, int type, int index, int offset, byte[] buffer, int count) =>
        Holds(buffer, count) ? Board.SectionRead(model, type, index, offset, buffer.AsSpan(0, count)) : ArgumentError;

    /// <summary>Opens a session in the board's arena. Returns a handle.</summary>
    public static int SessionOpen(int model) => Board.SessionOpen(model);

    /// <summary>Closes a session and frees its part of the arena.</summary>
    public static int SessionClose(int session) => Board.SessionClose(session);

    /// <summary>
    /// Embeds a block of tokens: <paramref name="count"/> triples piece, word_start, word_bytes; the words point into
    /// the first <paramref name="textBytes"/> bytes of <paramref name="text"/>.
    /// </summary>
    public static int Begin(int session, ushort[] tokens, int count, byte[] text, int textBytes) =>
        count is >= 0 and <= ushort.MaxValue && Holds(tokens, 3 * count) && Holds(text, textBytes)
            ? Board.Begin(session, tokens.AsSpan(0, 3 * count), text.AsSpan(0, textBytes))
            : ArgumentError;

    /// <summary>Runs one layer of the block. 1: call again; 0: done.</summary>
    public static int Advance(int session) => Board.Advance(session);

    /// <summary>Keeps the first <paramref name="count"/> tokens and forgets the rest.</summary>
    public static int Rewind(int session, int count) => Board.Rewind(session, count);

    /// <summary>Sentence head: int16 logits [sentence_outputs], 1/256 nat.</summary>
    public static int ReadSentence(int session, short[] logits) =>
        logits is null ? ArgumentError : Board.ReadSentence(session, logits);

    /// <summary>Tag head at <paramref name="count"/> token positions: int16 logits [count, tag_outputs].</summary>
    public static int ReadTags(int session, ushort[] positions, int count, short[] logits) =>
        Holds(positions, count) && logits is not null
            ? Board.ReadTags(session, positions.AsSpan(0, count), logits)
            : ArgumentError;

    /// <summary>Vocabulary head at one token, for <paramref name="count"/> chosen rows: int16 logits [count].</summary>
    public static int ReadRows(int session, int position, ushort[] rows, int count, short[] logits) =>
        Holds(rows, count) && Holds(logits, count)
            ? Board.ReadRows(session, position, rows.AsSpan(0, count), logits.AsSpan(0, count))
            : ArgumentError;

    /// <summary>
    /// Probabilities (Q15) of <paramref name="count"/> logits from <paramref name="offset"/> on, written at the same offset.
    /// </summary>
    public static int Softmax(short[] logits, int offset, int count, short[] probabilities) =>
        offset >= 0 && offset <= int.MaxValue - count && Holds(logits, offset + count) && Holds(probabilities, offset + count)
            ? Board.Softmax(logits.AsSpan(offset, count), probabilities.AsSpan(offset, count))
            : ArgumentError;

    /// <summary>A wrapping counter: microseconds on the desk, retired kernel instructions on an emulated board.</summary>
    public static int Ticks() => Board.Ticks();

    /// <summary>
    /// The best path of tags through <paramref name="words"/> words, whose tag logits are [words, tag_outputs].
    /// </summary>
    /// <param name="model">Whose transitions count.</param>
    /// <param name="words">1..1024.</param>
    /// <param name="logits">1/256 nat.</param>
    /// <param name="tags">The tags that the path may have: 0, then pairs of B and I.</param>
    /// <param name="count">How many.</param>
    /// <param name="path">Receives per word an index into <paramref name="tags"/>.</param>
    /// <param name="margins">Receives per word the path's score less that of the best path with another tag there, 1/256 nat.</param>
    /// <param name="work">count * (words + 2) numbers; their values do not matter.</param>
    public static int TagPath(int model, int words, short[] logits, ushort[] tags, int count, byte[] path, short[] margins, int[] work) =>
        words <= ushort.MaxValue && Holds(tags, count) && Holds(path, words) && Holds(margins, words) && logits is not null && work is not null
            ? Board.TagPath(model, logits, tags.AsSpan(0, count), path.AsSpan(0, words), margins.AsSpan(0, words), work)
            : ArgumentError;

    /// <summary>
    /// Compares the board's kernels with the portable ones over built-in vectors; not while a session is open. Where one is wrong, sessions opened from now
    /// on run the portable ones. Returns the sum of the wrong ones (NLM_KERNEL_*), 0 when all is well.
    /// </summary>
    public static int SelfCheck() => Board.SelfCheck();

    private static bool Holds<T>(T[] array, int count) => array is not null && count >= 0 && count <= array.Length;
}
