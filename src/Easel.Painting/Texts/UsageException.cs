namespace Easel.Painting.Texts;

/// <summary>A command line that cannot be understood, and why.</summary>
internal sealed class UsageException(string message) : Exception(message);
