using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Painting.Texts;

namespace Easel.Cli.Quality;

/// <summary>The options of <c>bench quality</c>.</summary>
internal static class QualityArguments
{
    // The least multiple of 8 that a window of the structural similarity fits in.
    private const int LeastSide = 16;

    private const int MaxSide = 8192;

    public static readonly ValueOption<long> Steps = OptionOf.Integer("--steps", 20, 2, 1000, "steps of a picture");

    public static readonly ValueOption<IReadOnlyList<QualityVariant>?> Variants = new(
        "--variants",
        null,
        $"what is compared with full, separated by spaces: full, autocast, steps=N for fewer or more steps, or what --fast takes (default: {string.Join(' ', QualityVariant.Usual.Select(variant => variant.Name))})",
        QualityVariant.ReadAll)
    {
        Shown = "LIST",
    };

    public static readonly ValueOption<string> Precision = OptionOf.Choice("--precision", "autocast", "of the approximations; full itself is always the measure", "full", "autocast");

    public static readonly ValueOption<string> Sampler = OptionOf.Choice("--sampler", "ddim", "the way from noise to picture", "ddim", "plms", "dpm_solver");

    public static readonly ValueOption<long> Side = new("--side", 0, "pixels of a side, a multiple of 8, 16 or more; 0 for the model's own", ReadSide) { Shown = "PIXELS" };

    public static readonly ValueOption<long> Pictures = OptionOf.Integer("--pictures", 4, 1, QualityRequests.Most, "how many of the fixed requests are painted") with { Shown = "N" };

    public static readonly ValueOption<long> Rounds = OptionOf.Integer("--rounds", 3, 1, 100, "times that all is painted, for the medians of the times") with { Shown = "N" };

    public static readonly ValueOption<string?> Folder = OptionOf.Text("--outdir", null, "a new folder to write the pictures to") with { Shown = "FOLDER" };

    public static readonly ValueOption<string?> Checkpoint = OptionOf.Text("--ckpt", PocketModel.Name, "a checkpoint of your own") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Config = OptionOf.Text("--config", null, "its sizes; recognised from the checkpoint if not given") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Vocabulary = OptionOf.Text("--vocab", null, "CLIP's list of words (merges), bpe_simple_vocab_16e6.txt.gz; found by itself in the usual places") with { Shown = "FILE" };

    public static readonly ValueOption<DeviceChoice> Device = DeviceOption.CreateWithoutAuto();

    public static readonly ValueOption<long> Threads = OptionOf.Integer("--threads", 0, 0, 1024, "threads of the processor to compute on; 0 for all") with { Shown = "N" };

    public static readonly Flag Json = new("--json", "print one JSON object per variant");

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("What is measured", Variants, Precision, Sampler, Steps, Side, Pictures, Rounds),
        new("Model", Checkpoint, Config, Vocabulary),
        new("Running", Folder, Device, Threads, Json),
    ];

    /// <summary>Their help.</summary>
    public static HelpPage Help { get; } = new(
        "easel bench quality [options]",
        "Paints fixed requests exactly (full), in autocast and with each approximation, in turn, and tells how far the pictures are from full's and how long they take.",
        Groups,
        "PSNR in dB (the mean, and the worst picture), SSIM (Wang et al. 2004), the largest difference of 255; seconds per picture (the median of the rounds), "
            + "and how many times as fast as full and as autocast. * marks what nothing else in the table beats in both time and error.");

    /// <summary>The sampler of a choice.</summary>
    public static SamplerKind SamplerOf(string choice) => choice switch
    {
        "plms" => SamplerKind.Plms,
        "dpm_solver" => SamplerKind.DpmSolver,
        _ => SamplerKind.Ddim,
    };

    /// <summary>Reads a number of steps.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long ReadSteps(string text) => Steps.Read(text);

    private static long ReadSide(string text)
    {
        long side = text == "0" ? 0 : OptionOf.Integer("", 0, LeastSide, MaxSide, "").Read(text);
        return side % 8 == 0 ? side : throw new UsageException($"{side} is not a multiple of 8; the nearest are {side / 8 * 8} and {(side / 8 * 8) + 8}");
    }
}
