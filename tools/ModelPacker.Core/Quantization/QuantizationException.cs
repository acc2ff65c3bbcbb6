namespace ModelPacker.Core.Quantization;

/// <summary>A model whose numbers do not fit the integer engine's ranges. The message names the tensor and what to do.</summary>
public sealed class QuantizationException(string message) : Exception(message);
