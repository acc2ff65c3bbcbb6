namespace NanoLm.Kernels.Wire;

/// <summary>A board behind a wire does not answer, or not in the protocol of docs/wire.md.</summary>
public sealed class WireException(string message) : IOException(message);
