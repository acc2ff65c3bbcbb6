namespace ModelPacker.Core.Image;

/// <summary>An image that is damaged, or a model that an image cannot hold. The message says what and where.</summary>
public sealed class ImageException(string message) : Exception(message);
