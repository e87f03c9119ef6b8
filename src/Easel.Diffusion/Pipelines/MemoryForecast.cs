using System.Globalization;
using Easel.Checkpoints;
using Easel.Models;
using Easel.Models.TextEncoders;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>How much memory a run on the processor takes at its peak: an estimate made before anything is loaded.</summary>
/// <remarks>
/// Fitted to the peaks of whole commands in docs/performance.md, Memory, and meant to lie up to 3 % below them, so that nothing is refused that would fit:
/// <list type="bullet">
/// <item>Weights: 4 bytes a parameter in <c>full</c>, 2 in <c>autocast</c>, where the tokens' table stays float32. In <c>int8</c> 0.71 of 0.86 billion parameters of the
/// UNet take one byte (peak of a step 2.52 and 1.81 GB).</item>
/// <item>Steps and decoding: as <see cref="CardMemoryPlan"/> counts them in float32. Of several pictures at once, where steps decide, a twelfth is added for gaps between
/// their large activations; of decoding a band is taken off. Decoding, and reading an initial picture, use the steps' memory again: the larger of both counts.</item>
/// <item>Program: runtime, prompt, and gaps between activations.</item>
/// </list>
/// </remarks>
/// <param name="Weights">Bytes.</param>
/// <param name="Steps">Bytes of activations of denoising steps.</param>
/// <param name="Decoding">Bytes of activations of a decoding.</param>
public sealed record MemoryForecast(long Weights, long Steps, long Decoding)
{
    /// <summary>Set to anything but 0, no run is refused for want of memory.</summary>
    public const string Override = "EASEL_IGNORE_MEMORY";

    /// <summary>What runtime and program take.</summary>
    public const long Program = 170_000_000;

    private const double StepsMeasured = 1.08;
    private const double Int8Share = 0.826;

    // Estimates are no promises: a run that lacks no more than this is let try, and one that is offered in its place has room to spare.
    private const double Margin = 0.98;
    private const double OfferedMargin = 1.05;

    /// <summary>Bytes in all.</summary>
    public long Total => Weights + Math.Max(Steps, Decoding) + Program;

    /// <summary>The forecast for a request.</summary>
    /// <param name="request">What is painted.</param>
    /// <param name="shape">With which model.</param>
    /// <param name="precision">What it is held in.</param>
    /// <param name="usesInt8">Whether the UNet's middle layers are in eight bits.</param>
    public static MemoryForecast Of(ImageRequest request, ModelShape shape, Precision precision, bool usesInt8 = false)
        => Of(RunSize.Of(request), WeightsOf(request, shape, precision, usesInt8), shape);

    /// <summary>The numbers of the model in a checkpoint, from names and shapes alone.</summary>
    /// <exception cref="CheckpointException">It is none that can be used.</exception>
    public static ModelShape ShapeOf(string checkpoint, string? config = null)
    {
        using Checkpoint opened = Checkpoint.Open(checkpoint);
        using NamingDevice none = new();
        string? path = config ?? ConfigFile.Beside(checkpoint);
        return ModelShapes.Of(opened.Weights(none), opened, path is null ? null : ConfigFile.Read(path), path);
    }

    /// <summary>Refuses a request for which this machine's memory is too small, and says what it is enough for.</summary>
    /// <param name="request">What is to be painted, on the processor.</param>
    /// <param name="shape">With which model.</param>
    /// <param name="options">How it is opened.</param>
    /// <exception cref="GenerationException">Memory is too small, and <see cref="Override"/> is not set.</exception>
    public static void Require(ImageRequest request, ModelShape shape, PipelineOptions options)
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } and not "0")
        {
            return;
        }

        if (Lack(request, shape, options, AvailableMemory.Find()) is string lack)
        {
            throw new GenerationException($"{lack} To try all the same: {Override}=1");
        }
    }

    /// <summary>Why memory is too small for a request, as sentences; none if it is not.</summary>
    public static string? Lack(ImageRequest request, ModelShape shape, PipelineOptions options, AvailableMemory available)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(available);

        if (options.ForecastMemory is long told)
        {
            return LackOf(told, available);
        }

        var size = RunSize.Of(request);
        long full = WeightsOf(request, shape, Precision.Full, options.UsesInt8);
        long autocast = WeightsOf(request, shape, Precision.Autocast, options.UsesInt8);
        long prepared = PreparedWeights(options);
        bool isPrepared = prepared > (options.Precision == Precision.Full ? full : autocast) * 0.9;
        long mapped = isPrepared ? prepared : File.Exists(options.Checkpoint) ? new FileInfo(options.Checkpoint).Length : 0;
        MemoryForecast forecast = At(size, options.Precision);
        if (Fits(forecast))
        {
            return null;
        }

        string what = size.Pictures == 1 ? "A picture" : $"{size.Pictures} pictures at once";
        string precision = PrecisionNames.NameOf(options.Precision) + (options.UsesInt8 ? " with int8" : "");
        string room = forecast.Total * Margin > available.Bytes
            ? $"{available.Limit} leaves {Show(available.Bytes)}"
            : $"ulimit -v leaves {Show(available.AddressSpace!.Value)} of addresses{(mapped == 0 ? "" : $", in which the checkpoint's {Show(mapped)} must lie too")}";
        string advice = new SmallerRuns((smaller, held) => Fits(At(smaller, held), OfferedMargin)).WouldFit(request, options.Precision)
            ?? "Nothing of this model would fit: close other programs, or raise the limit.";
        return $"{what} of {request.Width} x {request.Height} pixels in {precision} {(size.Pictures == 1 ? "takes" : "take")} about {Show(forecast.Total)} of memory "
            + $"({Show(forecast.Weights)} weights; {Show(forecast.Steps)} steps, then {Show(forecast.Decoding)} decoding; the program), but {room}. {advice}";

        MemoryForecast At(RunSize size, Precision held) => Of(size, isPrepared && held == options.Precision ? 0 : held == Precision.Full ? full : autocast, shape);

        bool Fits(MemoryForecast forecast, double margin = Margin)
            => forecast.Total * margin <= available.Bytes && (available.AddressSpace is not long addresses || (forecast.Total - Program + mapped) * margin <= addresses);
    }

    /// <summary>Why memory is too small for a run of which it is told what it takes, this process's part of it that is there already included.</summary>
    private static string? LackOf(long bytes, AvailableMemory available)
    {
        long room = Math.Min(available.Bytes, available.AddressSpace ?? long.MaxValue);
        string limit = available.AddressSpace < available.Bytes ? "ulimit -v" : available.Limit;
        return (bytes - Environment.WorkingSet) * Margin <= room
            ? null
            : $"The run takes about {Show(bytes)} of memory, but {limit} leaves {Show(room)}. A smaller --max-memory may do; or close other programs, or raise the limit.";
    }

    private static MemoryForecast Of(RunSize size, long weights, ModelShape shape)
    {
        var plan = CardMemoryPlan.Of(shape, 0, Precision.Full, size);
        return new MemoryForecast(weights, (long)(plan.Steps * StepsMeasured), plan.Decoding - Math.Min(CardMemoryPlan.BandBytes, plan.Decoding / 10));
    }

    private static long WeightsOf(ImageRequest request, ModelShape shape, Precision precision, bool usesInt8)
    {
        long parameters = CardMemoryPlan.Parameters(shape) + (request.Initial is null ? 0 : CardMemoryPlan.EncoderParameters(shape));
        IReadOnlyList<(string Name, Shape Shape)> tensors = ModelTensors.Of(shape);
        TextEncoderShape text = shape.TextEncoder;
        int bytes = precision == Precision.Full ? sizeof(float) : sizeof(float) / 2;
        long table = precision == Precision.Full ? 0 : (long)text.Vocabulary * text.Width * (sizeof(float) - bytes);
        long saved = usesInt8 ? (long)(Sum(tensors, $"{ModelNames.UNet}.") * Int8Share) * (bytes - 1) : 0;
        return (parameters * bytes) + table - saved;
    }

    private static long Sum(IReadOnlyList<(string Name, Shape Shape)> tensors, string prefix)
        => tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Sum(tensor => tensor.Shape.Count);

    /// <summary>Bytes of prepared weights in the cache that may be this run's, none or 0: mapped files, which give way where memory is short.</summary>
    private static long PreparedWeights(PipelineOptions options)
    {
        if (options.WeightCache is not WeightCache cache || !Directory.Exists(cache.Folder))
        {
            return 0;
        }

        string ending = $"-{PrecisionNames.NameOf(options.Precision)}{(options.UsesInt8 ? "-int8" : "")}.weights";
        return new DirectoryInfo(cache.Folder).EnumerateFiles($"*{ending}").Select(file => file.Length).DefaultIfEmpty().Max();
    }

    private static string Show(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");
}
