namespace Easel.Diffusion.Journals;

/// <summary>A journal cannot be used: it is none, is damaged beyond use, or another process writes it. The message names its folder.</summary>
public sealed class JournalException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The process that writes the journal, if that is why, and if it is known.</summary>
    public int? Process { get; init; }

    /// <summary>Whether another process writes the journal.</summary>
    public bool IsInUse { get; init; }
}
