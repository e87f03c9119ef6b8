using System.Security.Cryptography;
using System.Text;

namespace Easel.Provenance;

/// <summary>A prompt as a manifest tells it: in words, or only by its hash.</summary>
/// <param name="Text">the words; none if only the hash is told</param>
/// <param name="Sha256">SHA-256 of the words in UTF-8, 64 small hexadecimal digits</param>
public sealed record ClaimedPrompt(string? Text, string Sha256)
{
    /// <summary>Told in words, and by hash.</summary>
    public static ClaimedPrompt Open(string text) => new(text, HashOf(text));

    /// <summary>Told by hash only. Whoever guesses the words can see that the guess is right.</summary>
    public static ClaimedPrompt Hidden(string text) => new(null, HashOf(text));

    /// <summary>SHA-256 of a text in UTF-8, in small hexadecimal.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
