namespace Easel.Checkpoints;

/// <summary>A checkpoint that cannot be used, and why.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
