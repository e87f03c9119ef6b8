namespace Easel.Cli.Options;

/// <summary>A command line that cannot be understood, and why.</summary>
internal sealed class UsageException(string message) : Exception(message);
