using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Easel.Benchmarks.Server;

/// <summary>How long calls took, and when they were begun.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<(double At, double Milliseconds)> _calls = [];
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>Takes note of a call that is just answered.</summary>
    /// <param name="begun">When it was begun, as <see cref="Stopwatch"/> tells time.</param>
    public void Add(long begun) => _calls.Add((Stopwatch.GetElapsedTime(_begun, begun).TotalSeconds, Stopwatch.GetElapsedTime(begun).TotalMilliseconds));

    /// <summary>Of those that were begun within some seconds: how many, percentiles, the longest.</summary>
    public string Between(double from, double to)
    {
        double[] sorted = [.. _calls.Where(call => call.At >= from && call.At < to).Select(call => call.Milliseconds).Order()];
        return sorted.Length == 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{sorted.Length} calls, p50 {At(0.5):F1} ms, p95 {At(0.95):F1} ms, p99 {At(0.99):F1} ms, at most {sorted[^1]:F1} ms");

        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
