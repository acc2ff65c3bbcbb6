namespace NanoLm.Kernels.Boards;

/// <summary>
/// Something that carries out the calls of <see cref="Native"/>: this process, or a board behind a wire. Arrays come
/// as spans that <see cref="Native"/> has checked against their announced counts; everything else the board checks.
/// </summary>
public interface IBoard : IDisposable
{
    /// <inheritdoc cref="Native.ModelOpen"/>
    int ModelOpen(int slot);

    /// <inheritdoc cref="Native.ModelClose"/>
    int ModelClose(int model);

    /// <inheritdoc cref="Native.ModelCheck"/>
    int ModelCheck(int model, int cursor, int bytes);

    /// <inheritdoc cref="Native.ModelInfo"/>
    int ModelInfo(int model, int key);

    /// <inheritdoc cref="Native.SectionBytes"/>
    int SectionBytes(int model, int type, int index);

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/> of a section on; returns its length.</summary>
    int SectionRead(int model, int type, int index, int offset, Span<byte> buffer);

    /// <inheritdoc cref="Native.SessionOpen"/>
    int SessionOpen(int model);

    /// <inheritdoc cref="Native.SessionClose"/>
    int SessionClose(int session);

    /// <summary>Embeds tokens [count, 3] whose words point into <paramref name="text"/>.</summary>
    int Begin(int session, ReadOnlySpan<ushort> tokens, ReadOnlySpan<byte> text);

    /// <inheritdoc cref="Native.Advance"/>
    int Advance(int session);

    /// <inheritdoc cref="Native.Rewind"/>
    int Rewind(int session, int count);

    /// <summary>Writes sentence_outputs logits; NLM_E_ARGUMENT when <paramref name="logits"/> is shorter.</summary>
    int ReadSentence(int session, Span<short> logits);

    /// <summary>Writes [positions, tag_outputs] logits; NLM_E_ARGUMENT when <paramref name="logits"/> is shorter.</summary>
    int ReadTags(int session, ReadOnlySpan<ushort> positions, Span<short> logits);

    /// <summary>Writes one logit per row; both spans have the same length.</summary>
    int ReadRows(int session, int position, ReadOnlySpan<ushort> rows, Span<short> logits);

    /// <summary>Q15 probabilities of the logits; both spans have the same length.</summary>
    int Softmax(ReadOnlySpan<short> logits, Span<short> probabilities);

    /// <inheritdoc cref="Native.Ticks"/>
    int Ticks();

    /// <summary>
    /// The best path of tags; <paramref name="path"/> and <paramref name="margins"/> have one item for each word. NLM_E_ARGUMENT when
    /// <paramref name="logits"/> is shorter than [words, tag_outputs].
    /// </summary>
    int TagPath(int model, ReadOnlySpan<short> logits, ReadOnlySpan<ushort> tags, Span<byte> path, Span<short> margins, Span<int> work);

    /// <inheritdoc cref="Native.SelfCheck"/>
    int SelfCheck();
}
