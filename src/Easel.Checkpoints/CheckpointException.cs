namespace Easel.Checkpoints;

/// <summary>A checkpoint that cannot be used, and why.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(Printable(message), inner)
{
    // A screen full. Names in a damaged file can be as long as the file.
    private const int LongestMessage = 2000;

    /// <summary>A text of which parts come from a file, safe to be shown: not endless, and without control characters, which could change what a terminal shows.</summary>
    internal static string Printable(string text)
    {
        string clipped = text.Length > LongestMessage ? $"{text.AsSpan(0, LongestMessage)}…" : text;
        return string.Concat(clipped.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
    }
}
