namespace NanoLm.Kernels.Wire;

/// <summary>Requests of docs/wire.md; one per method of <see cref="Native"/>.</summary>
internal enum Opcode : byte
{
    Hello, ModelOpen, ModelClose, ModelCheck, ModelInfo, SectionBytes, SectionRead, SessionOpen, SessionClose,
    Begin, Advance, Rewind, ReadSentence, ReadTags, ReadRows, Softmax, Ticks, TagPath, SelfCheck,
}
