using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NanoLm.Kernels.Boards;

/// <summary>
/// This process as a board: the host build of native/kernels over images in memory. Calls on different sessions may
/// run on different threads at once; each session has an arena of exactly nlm_arena_bytes.
/// </summary>
public sealed unsafe class HostBoard : IBoard
{
    /// <summary>Number of model slots.</summary>
    public const int Slots = 2;

    private const int SelfCheckBytes = 4096; // NLM_SELF_CHECK_BYTES

    private const uint TransitionSection = 'T' | ('R' << 8) | ('A' << 16) | ('N' << 24);

    private sealed record Model(AlignedMemory View, AlignedMemory? Lent = null)
    {
        /// <summary>[tag_outputs, tag_outputs], or null.</summary>
        internal byte* Transitions => Lent is not null
            ? (byte*)Lent.DangerousGetHandle()
            : Nanolm.Section(View, TransitionSection, 0, out byte* data, out _) == Status.Ok ? data : null;

        internal ref readonly Nanolm.Model Fields => ref MemoryMarshal.AsRef<Nanolm.Model>(View.Span);

        internal int CheckedSoFar { get; set; }

        internal ulong CheckCursor { get; set; }
    }

    private sealed record Session(Model Model, AlignedMemory State, AlignedMemory Arena);

    private readonly AlignedMemory?[] _images = new AlignedMemory?[Slots];
    private readonly HandleTable<Model> _models = new();
    private readonly HandleTable<Session> _sessions = new();
    private bool _portable;

    /// <summary>A board with empty slots.</summary>
    public HostBoard()
    {
    }

    /// <summary>A board with the image of a file in slot 0.</summary>
    public HostBoard(string imagePath) => Load(0, File.ReadAllBytes(imagePath));

    /// <summary>Puts an image into a slot. It is copied, and not looked at before ModelOpen.</summary>
    /// <exception cref="InvalidOperationException">A model is open.</exception>
    public void Load(int slot, ReadOnlySpan<byte> image)
    {
        if (_models.Any(_ => true))
        {
            throw new InvalidOperationException("Close the board's models before loading an image into a slot.");
        }
        _images[slot]?.Dispose();
        _images[slot] = new AlignedMemory((nuint)image.Length);
        image.CopyTo(_images[slot]!.Span);
    }

    /// <summary>
    /// A model of nothing but tags, for <see cref="TagPath"/> over logits from elsewhere, such as the float model's. All other calls refuse it.
    /// </summary>
    /// <param name="tagOutputs">Number of tags.</param>
    /// <param name="transitions">[tag_outputs, tag_outputs], (from, to), 1/16 nat; empty: all zero.</param>
    /// <returns>A model handle.</returns>
    /// <exception cref="ArgumentException">The transitions are not as many.</exception>
    public int OpenTags(int tagOutputs, ReadOnlySpan<sbyte> transitions)
    {
        if (transitions.Length > 0 && transitions.Length != tagOutputs * tagOutputs)
        {
            throw new ArgumentException($"{transitions.Length} transitions between {tagOutputs} tags; {tagOutputs} times {tagOutputs} are needed.");
        }
        AlignedMemory? lent = transitions.IsEmpty ? null : new AlignedMemory((nuint)transitions.Length);
        MemoryMarshal.AsBytes(transitions).CopyTo(lent is null ? [] : lent.Span);
        var view = new AlignedMemory((nuint)sizeof(Nanolm.Model));
        view.Span.Clear();
        MemoryMarshal.AsRef<Nanolm.Model>(view.Span).TagOutputs = (uint)tagOutputs;
        return _models.Add(new Model(view, lent));
    }

    /// <inheritdoc/>
    public int ModelOpen(int slot)
    {
        if (slot is < 0 or >= Slots)
        {
            return Status.Argument;
        }
        if (_images[slot] is not { } image)
        {
            return Status.Magic;
        }
        var view = new AlignedMemory((nuint)sizeof(Nanolm.Model));
        int status = Nanolm.ModelOpen(view, image, image.Bytes);
        if (status == Status.Ok)
        {
            return _models.Add(new Model(view));
        }
        view.Dispose();
        return status;
    }

    /// <inheritdoc/>
    public int ModelClose(int model)
    {
        if (_models.Find(model) is not { } open)
        {
            return Status.Argument;
        }
        if (_sessions.Any(session => session.Model == open))
        {
            return Status.State;
        }
        _models.Remove(model);
        Free(open);
        return Status.Ok;
    }

    /// <inheritdoc/>
    public int ModelCheck(int model, int cursor, int bytes)
    {
        if (_models.Find(model) is not { } open || bytes <= 0 || (cursor != 0 && cursor != open.CheckedSoFar))
        {
            return Status.Argument;
        }
        ulong native = cursor == 0 ? 0 : open.CheckCursor;
        int status = Nanolm.ModelCheck(open.View, ref native, (uint)bytes);
        open.CheckCursor = native;
        open.CheckedSoFar = status == Status.More ? (int)Math.Min((long)cursor + bytes, int.MaxValue) : 0;
        return status == Status.More ? open.CheckedSoFar : status;
    }

    /// <inheritdoc/>
    public int ModelInfo(int model, int key)
    {
        if (_models.Find(model) is not { } open)
        {
            return Status.Argument;
        }
        ref readonly Nanolm.Model fields = ref open.Fields;
        return key switch
        {
            0 => (int)fields.ImageBytes,
            1 => (int)Nanolm.ArenaBytes(open.View),
            2 => (int)fields.Dim,
            3 => (int)fields.Layers,
            4 => (int)fields.MaxTokens,
            5 => (int)fields.Causal,
            6 => (int)fields.Pieces,
            7 => (int)fields.NgramRows,
            8 => (int)fields.SentenceOutputs,
            9 => (int)fields.TagOutputs,
            10 => (int)fields.VocabularyRows,
            _ => Status.Argument,
        };
    }

    /// <inheritdoc/>
    public int SectionBytes(int model, int type, int index)
    {
        if (_models.Find(model) is not { } open)
        {
            return Status.Argument;
        }
        int status = Nanolm.Section(open.View, (uint)type, (uint)index, out _, out uint bytes);
        return status == Status.Ok ? (int)bytes : status;
    }

    /// <inheritdoc/>
    public int SectionRead(int model, int type, int index, int offset, Span<byte> buffer)
    {
        if (_models.Find(model) is not { } open)
        {
            return Status.Argument;
        }
        int status = Nanolm.Section(open.View, (uint)type, (uint)index, out byte* data, out uint bytes);
        if (status != Status.Ok)
        {
            return status;
        }
        if (offset < 0 || offset > bytes || buffer.Length > bytes - offset)
        {
            return Status.Argument;
        }
        new ReadOnlySpan<byte>(data + offset, buffer.Length).CopyTo(buffer);
        return buffer.Length;
    }

    /// <inheritdoc/>
    public int SessionOpen(int model)
    {
        if (_models.Find(model) is not { } open)
        {
            return Status.Argument;
        }
        var session = new Session(open, new AlignedMemory((nuint)sizeof(Nanolm.Session)), new AlignedMemory(Nanolm.ArenaBytes(open.View)));
        int status = Nanolm.SessionOpen(session.State, open.View, session.Arena, session.Arena.Bytes);
        if (status == Status.Ok && _portable)
        {
            status = Nanolm.SessionUsePortable(session.State);
        }
        if (status == Status.Ok)
        {
            return _sessions.Add(session);
        }
        Free(session);
        return status;
    }

    /// <inheritdoc/>
    public int SessionClose(int session)
    {
        if (_sessions.Remove(session) is not { } open)
        {
            return Status.Argument;
        }
        Free(open);
        return Status.Ok;
    }

    /// <inheritdoc/>
    public int Begin(int session, ReadOnlySpan<ushort> tokens, ReadOnlySpan<byte> text) =>
        _sessions.Find(session) is { } open
            ? Nanolm.Begin(open.State, in MemoryMarshal.GetReference(tokens), (nuint)(tokens.Length / 3),
                in MemoryMarshal.GetReference(text), (nuint)text.Length)
            : Status.Argument;

    /// <inheritdoc/>
    public int Advance(int session) => _sessions.Find(session) is { } open ? Nanolm.Advance(open.State) : Status.Argument;

    /// <inheritdoc/>
    public int Rewind(int session, int count) =>
        _sessions.Find(session) is { } open && count >= 0 ? Nanolm.Rewind(open.State, (nuint)count) : Status.Argument;

    /// <inheritdoc/>
    public int ReadSentence(int session, Span<short> logits) =>
        _sessions.Find(session) is { } open && logits.Length >= open.Model.Fields.SentenceOutputs
            ? Nanolm.ReadSentence(open.State, ref MemoryMarshal.GetReference(logits))
            : Status.Argument;

    /// <inheritdoc/>
    public int ReadTags(int session, ReadOnlySpan<ushort> positions, Span<short> logits) =>
        _sessions.Find(session) is { } open && logits.Length >= (long)positions.Length * open.Model.Fields.TagOutputs
            ? Nanolm.ReadTags(open.State, in MemoryMarshal.GetReference(positions), (nuint)positions.Length,
                ref MemoryMarshal.GetReference(logits))
            : Status.Argument;

    /// <inheritdoc/>
    public int ReadRows(int session, int position, ReadOnlySpan<ushort> rows, Span<short> logits) =>
        _sessions.Find(session) is { } open && position >= 0
            ? Nanolm.ReadRows(open.State, (nuint)position, in MemoryMarshal.GetReference(rows), (nuint)rows.Length,
                ref MemoryMarshal.GetReference(logits))
            : Status.Argument;

    /// <inheritdoc/>
    public int Softmax(ReadOnlySpan<short> logits, Span<short> probabilities) =>
        Nanolm.Softmax(in MemoryMarshal.GetReference(logits), (nuint)logits.Length, ref MemoryMarshal.GetReference(probabilities));

    /// <inheritdoc/>
    public int Ticks() => unchecked((int)(Stopwatch.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc/>
    public int TagPath(int model, ReadOnlySpan<short> logits, ReadOnlySpan<ushort> tags, Span<byte> path, Span<short> margins, Span<int> work) =>
        _models.Find(model) is { } open && logits.Length >= (long)path.Length * open.Fields.TagOutputs
            ? Nanolm.TagPath(open.Transitions, open.Fields.TagOutputs, in MemoryMarshal.GetReference(logits), (nuint)path.Length,
                in MemoryMarshal.GetReference(tags), (nuint)tags.Length, ref MemoryMarshal.GetReference(path),
                ref MemoryMarshal.GetReference(margins), ref MemoryMarshal.GetReference(work), (nuint)(sizeof(int) * work.Length))
            : Status.Argument;

    /// <inheritdoc/>
    public int SelfCheck()
    {
        if (_sessions.Any(_ => true))
        {
            return Status.State;
        }
        using var work = new AlignedMemory(SelfCheckBytes);
        int wrong = Nanolm.SelfCheck(work, work.Bytes);
        _portable = wrong != 0;
        return wrong;
    }

    /// <summary>Closes all sessions and models and frees the images.</summary>
    public void Dispose()
    {
        foreach (Session session in _sessions.Clear())
        {
            Free(session);
        }
        foreach (Model model in _models.Clear())
        {
            Free(model);
        }
        foreach (AlignedMemory? image in _images)
        {
            image?.Dispose();
        }
    }

    private static void Free(Model model)
    {
        model.View.Dispose();
        model.Lent?.Dispose();
    }

    private static void Free(Session session)
    {
        session.State.Dispose();
        session.Arena.Dispose();
    }
}
