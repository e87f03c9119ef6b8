namespace Easel.Imaging;

/// <summary>A picture that cannot be read or made, and why.</summary>
public sealed class ImageException(string message, Exception? inner = null) : Exception(message, inner);
