namespace Easel.Diffusion;

/// <summary>A request that cannot be painted, or a run that had to stop, and why.</summary>
public sealed class GenerationException(string message, Exception? inner = null) : Exception(message, inner);
