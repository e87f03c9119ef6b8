using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>The options by which every painting command is told where and how exactly to compute, and what to say meanwhile.</summary>
internal static class RunArguments
{
    public static readonly ValueOption<string> Precision = OptionOf.Choice("--precision", "autocast", "full: float32, the same bytes on every machine; autocast: faster or smaller", [.. PrecisionNames.All]);

    public static readonly ValueOption<ApproximationChoice> Fast = FastOption.Create();

    public static readonly ValueOption<DeviceChoice> Device = DeviceOption.Create();

    public static readonly ValueOption<string?> WeightCache = OptionOf.Text("--weight-cache", null, "keep weights that are prepared for the processor in this folder, so that the next run with the same checkpoint begins sooner; without DIR in $EASEL_CACHE/weights, or in the user's own cache. As large as the weights (2 to 4 GB for Stable Diffusion v1); may be deleted at any time") with { IsValueOptional = true, Shown = "[DIR]" };

    public static readonly ValueOption<long> Threads = OptionOf.Integer("--threads", 0, 0, 1024, "threads of the processor to compute on; 0 for all. Pictures do not depend on it") with { Shown = "N" };

    public static readonly Flag LowPriority = new("--low-priority", "let other programs go first, so that the machine stays usable");

    public static readonly Flag Quiet = new("--quiet", "say nothing but errors");

    public static readonly Flag Json = new("--json", "tell events on standard output, one JSON object on each line");

    public static readonly Flag Plan = new("--plan", "paint nothing, but tell what it would take: seconds, memory, disk, files; what this machine has not done yet is measured for some seconds");

    public static readonly Flag Calibrate = new("--calibrate", "as --plan, but forget what was measured of this machine, and measure it anew");

    public static readonly ValueOption<long?> MaxMemory = MemoryOption.Create("--max-memory", "stay below so much memory, of the card if one paints (3G, 800M, 2.5Gi), by what does not change pictures: narrower bands, fewer pictures of a batch at once, without the text encoder; or refuse, and say how much it takes");

    /// <summary>Those that say where a run computes and what it tells, in help's order; <see cref="Precision"/> and <see cref="Fast"/> stand with what is painted.</summary>
    public static OptionGroup Group { get; } = new("Running", Device, WeightCache, Threads, MaxMemory, LowPriority, Plan, Calibrate, Quiet, Json);

    /// <summary>What help ends with.</summary>
    public const string Epilogue =
        "Options may be shortened as long as they stay unambiguous, and spelled with - for _. Ctrl-C stops after the running step and keeps what is written; again, and it stops at once.\n";

    /// <summary>What help says of exit codes.</summary>
    public const string ExitCodes = "Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted.";

    /// <summary>How a run treats other programs and whoever watches.</summary>
    public static RunSettings Read(ParsedOptions parsed) => new(parsed.Has(LowPriority), parsed.Has(Quiet), parsed.Has(Json))
    {
        IsPlan = parsed.Has(Plan) || parsed.Has(Calibrate),
        Calibrates = parsed.Has(Calibrate),
        MaxMemory = parsed.Of(MaxMemory),
    };

    /// <summary>Where prepared weights are kept, if they are.</summary>
    /// <exception cref="UsageException">There is no such place.</exception>
    public static WeightCache? ReadWeightCache(ParsedOptions parsed)
    {
        if (!parsed.Has(WeightCache))
        {
            return null;
        }

        string folder = parsed.Of(WeightCache) ?? Diffusion.Pipelines.WeightCache.UsualFolder
            ?? throw new UsageException("argument --weight-cache: this system has no place for caches (neither EASEL_CACHE nor HOME is set); name a folder: --weight-cache DIR");
        if (folder.Length == 0)
        {
            throw new UsageException("argument --weight-cache: expected the name of a folder, or nothing for the user's own cache");
        }

        return File.Exists(folder)
            ? throw new UsageException($"argument --weight-cache: {Quoted.Of(folder)} is a file; a folder is wanted, which need not exist yet")
            : new WeightCache(folder);
    }
}
