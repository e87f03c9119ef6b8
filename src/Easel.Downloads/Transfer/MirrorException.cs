namespace Easel.Downloads.Transfer;

/// <summary>What one mirror did wrong in one attempt.</summary>
/// <param name="message">As the end of a sentence that begins with the mirror.</param>
/// <param name="isFinal">Whether asking again is of no use.</param>
/// <param name="wait">How long it asks to be left alone; none if it does not say.</param>
/// <param name="inner">What was behind it.</param>
internal sealed class MirrorException(string message, bool isFinal, TimeSpan? wait = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether asking again is of no use.</summary>
    public bool IsFinal => isFinal;

    /// <summary>How long it asks to be left alone; none if it does not say.</summary>
    public TimeSpan? Wait => wait;
}
