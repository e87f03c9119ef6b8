using System.Security.Cryptography;

namespace Easel.Server.Storage;

/// <summary>Ids of 32 hexadecimal digits that sort by time: milliseconds, a number that counts on within one, and eight bytes by lot, so that nobody guesses another's.</summary>
/// <param name="time">The clock. If it is set back, ids count on from the greatest all the same.</param>
internal sealed class SortableId(TimeProvider time)
{
    private const int CounterBits = 16;

    private readonly Lock _lock = new();
    private long _last;

    /// <summary>The next id.</summary>
    public string Next()
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits;
        lock (_lock)
        {
            _last = Math.Max(now, _last + 1);
            return $"{_last:x16}{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        }
    }

    /// <summary>Whether a text can be an id, so that it may be part of a path.</summary>
    public static bool IsOne(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
