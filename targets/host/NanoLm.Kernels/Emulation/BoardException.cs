namespace NanoLm.Kernels.Emulation;

/// <summary>An emulated board cannot be used: unknown, not built, no emulator, or an image that does not fit.</summary>
public sealed class BoardException(string message) : Exception(message);
