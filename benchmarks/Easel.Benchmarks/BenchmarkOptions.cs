using System.Globalization;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>What was asked for behind a benchmark's name.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = "[--precision full|autocast|both] [--threads N] [--rounds N] [--json]";

    public IReadOnlyList<Precision> Precisions { get; private init; } = [Precision.Full, Precision.Autocast];

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public int Rounds { get; private init; } = 3;

    public bool Json { get; private init; }

    /// <summary>Reads the words; null if one is wrong.</summary>
    public static BenchmarkOptions? Parse(ReadOnlySpan<string> words) => words switch
    {
        [] => new BenchmarkOptions(),
        ["--json", .. var rest] => Parse(rest) is { } options ? options with { Json = true } : null,
        ["--precision", "full", .. var rest] => Parse(rest) is { } options ? options with { Precisions = [Precision.Full] } : null,
        ["--precision", "autocast", .. var rest] => Parse(rest) is { } options ? options with { Precisions = [Precision.Autocast] } : null,
        ["--precision", "both", .. var rest] => Parse(rest),
        ["--threads", string number, .. var rest] => Parse(rest) is { } options && Count(number) is int count ? options with { Threads = count } : null,
        ["--rounds", string number, .. var rest] => Parse(rest) is { } options && Count(number) is int count ? options with { Rounds = count } : null,
        _ => null,
    };

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= 1024 ? count : null;
}
