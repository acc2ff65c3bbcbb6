using System.Runtime.InteropServices;

namespace NanoLm.Kernels.Boards;

/// <summary>The functions of nanolm.h in the host build of native/kernels.</summary>
internal static unsafe partial class Nanolm
{
    private const string Library = "nanolm";

    /// <summary>nlm_model: an opened image.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Model
    {
        internal byte* Image;
        internal uint ImageBytes, SectionCount;
        internal uint Dim, Layers, Heads, KvHeads, HeadDim, Hidden, MaxTokens, Causal;
        internal uint Pieces, NgramRows, SentenceOutputs, TagOutputs, VocabularyRows;
    }

    /// <summary>nlm_session: a prompt being run.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Session
    {
        internal Model* Model;
        internal byte* Arena;
        internal void* Kernels;
        internal uint Tokens, First, Layer;
    }

    [LibraryImport(Library, EntryPoint = "nlm_model_open")]
    internal static partial int ModelOpen(AlignedMemory model, AlignedMemory image, nuint bytes);

    [LibraryImport(Library, EntryPoint = "nlm_model_check")]
    internal static partial int ModelCheck(AlignedMemory model, ref ulong cursor, uint maxBytes);

    [LibraryImport(Library, EntryPoint = "nlm_section")]
    internal static partial int Section(AlignedMemory model, uint type, uint index, out byte* data, out uint bytes);

    [LibraryImport(Library, EntryPoint = "nlm_arena_bytes")]
    internal static partial nuint ArenaBytes(AlignedMemory model);

    [LibraryImport(Library, EntryPoint = "nlm_session_open")]
    internal static partial int SessionOpen(AlignedMemory session, AlignedMemory model, AlignedMemory arena, nuint bytes);

    [LibraryImport(Library, EntryPoint = "nlm_session_use_portable")]
    internal static partial int SessionUsePortable(AlignedMemory session);

    [LibraryImport(Library, EntryPoint = "nlm_self_check")]
    internal static partial int SelfCheck(AlignedMemory work, nuint bytes);

    [LibraryImport(Library, EntryPoint = "nlm_begin")]
    internal static partial int Begin(AlignedMemory session, in ushort tokens, nuint count, in byte text, nuint textBytes);

    [LibraryImport(Library, EntryPoint = "nlm_advance")]
    internal static partial int Advance(AlignedMemory session);

    [LibraryImport(Library, EntryPoint = "nlm_rewind")]
    internal static partial int Rewind(AlignedMemory session, nuint count);

    [LibraryImport(Library, EntryPoint = "nlm_read_sentence")]
    internal static partial int ReadSentence(AlignedMemory session, ref short logits);

    [LibraryImport(Library, EntryPoint = "nlm_read_tags")]
    internal static partial int ReadTags(AlignedMemory session, in ushort positions, nuint count, ref short logits);

    [LibraryImport(Library, EntryPoint = "nlm_read_rows")]
    internal static partial int ReadRows(AlignedMemory session, nuint position, in ushort rows, nuint count, ref short logits);

    [LibraryImport(Library, EntryPoint = "nlm_tag_path")]
    internal static partial int TagPath(byte* transitions, nuint tagOutputs, in short logits, nuint words, in ushort tags, nuint count,
        ref byte path, ref short margins, ref int work, nuint workBytes);

    [LibraryImport(Library, EntryPoint = "nlm_softmax")]
    internal static partial int Softmax(in short logits, nuint count, ref short probabilities);
}
