namespace Easel.Models;

/// <summary>A model's configuration that cannot be used, and why.</summary>
public sealed class ConfigException(string message, Exception? inner = null) : Exception(message, inner);
