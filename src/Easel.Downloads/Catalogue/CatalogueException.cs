namespace Easel.Downloads.Catalogue;

/// <summary>A catalogue that cannot be used, and why.</summary>
public sealed class CatalogueException(string message, Exception? inner = null) : IOException(message, inner);
