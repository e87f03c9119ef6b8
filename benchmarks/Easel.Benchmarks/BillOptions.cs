using System.Globalization;

namespace Easel.Benchmarks;

/// <summary>What was asked for behind <c>bill</c>.</summary>
internal sealed record BillOptions
{
    public const string Usage = "[--easel FILE] [--ckpt FILE [--vocab FILE]] [--steps N] [--rounds N] [--only WORDS] [--json]";

    /// <summary>The command that plans and runs; built beside this program if none is named.</summary>
    public string Easel { get; private init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Easel.Cli/release/easel"));

    /// <summary>A checkpoint of Stable Diffusion's size for three of the six requests; without it there are only pocket's.</summary>
    public string? Checkpoint { get; private init; }

    public string? Vocabulary { get; private init; }

    /// <summary>Steps of the large ones.</summary>
    public int Steps { get; private init; } = 4;

    public int Rounds { get; private init; } = 3;

    /// <summary>Only requests whose name has these words.</summary>
    public string Only { get; private init; } = "";

    public bool Json { get; private init; }

    /// <summary>Reads the words; null if one is wrong.</summary>
    public static BillOptions? Parse(ReadOnlySpan<string> words) => words switch
    {
        [] => new BillOptions(),
        ["--json", .. var rest] => Parse(rest) is { } options ? options with { Json = true } : null,
        ["--easel", string file, .. var rest] => Parse(rest) is { } options ? options with { Easel = file } : null,
        ["--ckpt", string file, .. var rest] => Parse(rest) is { } options ? options with { Checkpoint = file } : null,
        ["--vocab", string file, .. var rest] => Parse(rest) is { } options ? options with { Vocabulary = file } : null,
        ["--only", string name, .. var rest] => Parse(rest) is { } options ? options with { Only = name } : null,
        ["--steps", string number, .. var rest] => Parse(rest) is { } options && Count(number) is int count ? options with { Steps = count } : null,
        ["--rounds", string number, .. var rest] => Parse(rest) is { } options && Count(number) is int count ? options with { Rounds = count } : null,
        _ => null,
    };

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= 1000 ? count : null;
}
