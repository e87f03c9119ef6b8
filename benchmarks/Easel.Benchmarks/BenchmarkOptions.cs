using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>What was asked for behind a benchmark's name.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = "[--precision full|autocast|both] [--threads N] [--rounds N] [--json]";

    public const string ModelUsage = "[--ckpt FILE [--vocab FILE]] [--device cpu|cuda|cuda:N] [--steps N] [--side PIXELS] [--weight-cache DIR]";

    public IReadOnlyList<Precision> Precisions { get; private init; } = [Precision.Full, Precision.Autocast];

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public int Rounds { get; private init; } = 3;

    public bool Json { get; private init; }

    /// <summary>Whether the UNet's middle layers are multiplied in int8, each precision once without and once with it.</summary>
    public bool Int8 { get; private init; }

    /// <summary>A file; none is the model that comes with Easel.</summary>
    public string? Checkpoint { get; private init; }

    /// <summary>Where the checkpoint is opened.</summary>
    public DeviceChoice Device { get; private init; } = DeviceChoice.Cpu;

    public string? Vocabulary { get; private init; }

    public int? Steps { get; private init; }

    public int? Side { get; private init; }

    /// <summary>Where prepared weights are kept; nowhere if null.</summary>
    public string? WeightCache { get; private init; }

    /// <summary>Reads the words; null if one is wrong.</summary>
    public static BenchmarkOptions? Parse(ReadOnlySpan<string> words) => Parse(words, takesModel: false);

    /// <summary>Reads the words of a benchmark of the UNet; null if one is wrong.</summary>
    public static BenchmarkOptions? ParseNetwork(ReadOnlySpan<string> words)
    {
        string[] others = [.. words.ToArray().Where(word => word != "--int8")];
        return Parse(others, takesModel: false) is { } options ? options with { Int8 = others.Length < words.Length } : null;
    }

    /// <summary>Reads the words of a benchmark that opens a checkpoint; null if one is wrong.</summary>
    public static BenchmarkOptions? ParseModel(ReadOnlySpan<string> words) => Parse(words, takesModel: true);

    /// <summary>The words that ask for the same model in one precision.</summary>
    public IEnumerable<string> Words(Precision precision)
    {
        (string Name, string? Value)[] pairs =
        [
            ("--precision", precision == Precision.Full ? "full" : "autocast"),
            ("--threads", Threads.ToString(CultureInfo.InvariantCulture)),
            ("--ckpt", Checkpoint),
            ("--vocab", Vocabulary),
            ("--device", Device == DeviceChoice.Cpu ? null : Device.ToString()),
            ("--weight-cache", WeightCache),
        ];
        return pairs.Where(pair => pair.Value is not null).SelectMany(pair => new[] { pair.Name, pair.Value! });
    }

    /// <summary>How the checkpoint is opened.</summary>
    public PipelineOptions Model(Precision precision)
    {
        PipelineOptions model = Checkpoint is null ? Pocket().Options : new PipelineOptions { Checkpoint = Checkpoint, Vocabulary = Vocabulary };
        return model with { Precision = precision, Threads = Threads, Device = Device, WeightCache = WeightCache is null ? null : new WeightCache(WeightCache) };
    }

    /// <summary>One picture of a prompt.</summary>
    public ImageRequest Request(string prompt)
    {
        ImageRequest request = Checkpoint is null ? Pocket().RequestFor(prompt) : new ImageRequest { Batches = [[prompt]] };
        return request with { Batches = [[prompt]], Iterations = 1, Steps = Steps ?? request.Steps, Width = Side ?? request.Width, Height = Side ?? request.Height };
    }

    private static PocketModel Pocket() => PocketModel.Find() ?? throw new FileNotFoundException($"{PocketModel.Folder} has no model: name one with --ckpt FILE.");

    private static BenchmarkOptions? Parse(ReadOnlySpan<string> words, bool takesModel) => words switch
    {
        [] => new BenchmarkOptions(),
        ["--json", .. var rest] => Parse(rest, takesModel) is { } options ? options with { Json = true } : null,
        ["--precision", "full", .. var rest] => Parse(rest, takesModel) is { } options ? options with { Precisions = [Precision.Full] } : null,
        ["--precision", "autocast", .. var rest] => Parse(rest, takesModel) is { } options ? options with { Precisions = [Precision.Autocast] } : null,
        ["--precision", "both", .. var rest] => Parse(rest, takesModel),
        ["--threads", string number, .. var rest] => Parse(rest, takesModel) is { } options && Count(number) is int count ? options with { Threads = count } : null,
        ["--rounds", string number, .. var rest] => Parse(rest, takesModel) is { } options && Count(number) is int count ? options with { Rounds = count } : null,
        ["--ckpt", string file, .. var rest] when takesModel => Parse(rest, takesModel) is { } options ? options with { Checkpoint = file } : null,
        ["--device", string device, .. var rest] when takesModel => Parse(rest, takesModel) is { } options && DeviceChoice.TryParse(device) is { IsAuto: false } choice ? options with { Device = choice } : null,
        ["--vocab", string file, .. var rest] when takesModel => Parse(rest, takesModel) is { } options ? options with { Vocabulary = file } : null,
        ["--weight-cache", string folder, .. var rest] when takesModel => Parse(rest, takesModel) is { } options ? options with { WeightCache = folder } : null,
        ["--steps", string number, .. var rest] when takesModel => Parse(rest, takesModel) is { } options && Count(number) is int count ? options with { Steps = count } : null,
        ["--side", string number, .. var rest] when takesModel => Parse(rest, takesModel) is { } options && Count(number, ImageRequest.MaxSide) is int count ? options with { Side = count } : null,
        _ => null,
    };

    private static int? Count(string text, int most = 1024) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 && count <= most ? count : null;
}
