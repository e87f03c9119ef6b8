using System.Globalization;
using Easel.Cli.Options;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Models;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>txt2img</c>: those of the original <c>scripts/txt2img.py</c> with its defaults, then Easel's own.</summary>
internal static class TextToImageArguments
{
    /// <summary>The file that is used where <c>--config</c> names none, and may be missing.</summary>
    public const string DefaultConfig = "configs/stable-diffusion/v1-inference.yaml";

    /// <summary>Far beyond what one run paints; keeps counts within 32 bits.</summary>
    private const int MaxCount = 1_000_000;

    /// <summary>Sides that a picture can have: <see cref="Imaging.Image.MaxPixels"/> is the square of it.</summary>
    private const int MaxSide = 16384;

    public static readonly ValueOption<string?> Prompt = OptionOf.Text("--prompt", "a painting of a virus monster playing guitar", "what to paint") with { IsValueOptional = true };

    public static readonly ValueOption<string?> PromptFile = OptionOf.Text("--from-file", null, "paint the prompts of this text file, one on each line, n_samples at once") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Folder = OptionOf.Text("--outdir", "outputs/txt2img-samples", "folder to write pictures to") with { IsValueOptional = true, Shown = "FOLDER" };

    public static readonly Flag SkipGrid = new("--skip_grid", "write no grid, only single pictures");

    public static readonly Flag SkipSave = new("--skip_save", "write no single pictures, only the grid");

    public static readonly ValueOption<long> Steps = OptionOf.Integer("--ddim_steps", 50, 1, 1000, "steps from noise to picture, for every sampler") with { Shown = "STEPS" };

    public static readonly Flag Ddim = new("--ddim", "sample with DDIM, for models whose own default is another sampler");

    public static readonly Flag Plms = new("--plms", "sample with PLMS instead of DDIM");

    public static readonly Flag DpmSolver = new("--dpm_solver", "sample with DPM-Solver++ 2M instead of DDIM or PLMS");

    public static readonly Flag Laion400M = new("--laion400m", "use the LAION400M model (not supported yet)");

    public static readonly Flag FixedStart = new("--fixed_code", "begin all iterations and batches with the same noise");

    public static readonly ValueOption<double> Eta = OptionOf.Number("--ddim_eta", 0, "fresh noise in each DDIM step: 0 none, 1 as much as DDPM") with { Shown = "ETA" };

    public static readonly ValueOption<long> Iterations = OptionOf.Integer("--n_iter", 2, 1, MaxCount, "paint all prompts this often, with new noise each time") with { Shown = "N" };

    public static readonly ValueOption<long> Height = Side("--H", "rows of a picture, a multiple of 8");

    public static readonly ValueOption<long> Width = Side("--W", "pixels in a row, a multiple of 8");

    public static readonly ValueOption<long> LatentChannels = OptionOf.Integer("--C", 4, 1, 1024, "latent channels; must be the model's");

    public static readonly ValueOption<long> Downsampling = OptionOf.Integer("--f", 8, 1, 1024, "what height and width are divided by to have the latent's") with { Shown = "f" };

    public static readonly ValueOption<long> BatchSize = OptionOf.Integer("--n_samples", 3, 1, 4096, "pictures of each prompt, painted at once") with { Shown = "N" };

    public static readonly ValueOption<long> GridColumns = OptionOf.Integer("--n_rows", 0, -MaxCount, MaxCount, "pictures in a row of the grid; 0 for n_samples") with { Shown = "N" };

    public static readonly ValueOption<double> Scale = OptionOf.Number("--scale", 7.5, "guidance: how far from the empty prompt towards the prompt and beyond; 1 is none");

    public static readonly ValueOption<string?> Config = OptionOf.Text("--config", DefaultConfig, "the model's sizes; a config.yaml beside the checkpoint comes before the default; recognised from the checkpoint if there is neither") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Checkpoint = OptionOf.Text("--ckpt", ChosenModel.UsualPlace, $"checkpoint: .ckpt, .safetensors, a diffusers folder, or the word {PocketModel.Name}") with { Shown = "FILE" };

    public static readonly ValueOption<long> Seed = OptionOf.Integer("--seed", 42, 0, uint.MaxValue, "number that names the noise, 0 to 4294967295");

    public static readonly ValueOption<string> Precision = OptionOf.Choice("--precision", "autocast", "full: float32, the same bytes on every machine; autocast: faster or smaller", "full", "autocast");

    public static readonly ValueOption<ApproximationChoice> Fast = FastOption.Create();

    public static readonly ValueOption<DeviceChoice> Device = DeviceOption.Create();

    public static readonly ValueOption<long> Threads = OptionOf.Integer("--threads", 0, 0, 1024, "threads of the processor to compute on; 0 for all. Pictures do not depend on it") with { Shown = "N" };

    public static readonly ValueOption<string> Noise = OptionOf.Choice("--noise", "torch", "whose random numbers the seed names: PyTorch's on the CPU, PyTorch's on a GPU, or NumPy's", "torch", "cuda", "numpy");

    public static readonly Flag AveragedWeights = new("--ema", "use the averaged weights (model_ema) of a checkpoint that has them");

    public static readonly ValueOption<string?> Vocabulary = OptionOf.Text("--vocab", null, "CLIP's merges, bpe_simple_vocab_16e6.txt.gz; found by itself in the usual places") with { Shown = "FILE" };

    public static readonly ValueOption<string?> WeightCache = OptionOf.Text("--weight-cache", null, "keep weights that are prepared for the processor in this folder, so that the next run with the same checkpoint begins sooner; without DIR in $EASEL_CACHE/weights, or in the user's own cache. As large as the weights (2 to 4 GB for Stable Diffusion v1); may be deleted at any time") with { IsValueOptional = true, Shown = "[DIR]" };

    public static readonly Flag LowPriority = new("--low-priority", "let other programs go first, so that the machine stays usable");

    public static readonly Flag Quiet = new("--quiet", "say nothing but errors");

    public static readonly Flag Json = new("--json", "tell events on standard output, one JSON object on each line");

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("What to paint", Prompt, PromptFile, Height, Width, Seed, BatchSize, Iterations),
        new("How to paint", Steps, Ddim, Plms, DpmSolver, Scale, Eta, FixedStart, Noise, Precision, Fast),
        new("Files", Folder, SkipSave, SkipGrid, GridColumns),
        new("Model", Checkpoint, Config, Vocabulary, AveragedWeights, LatentChannels, Downsampling, Laion400M),
        new("Running", Device, WeightCache, Threads, LowPriority, Quiet, Json),
    ];

    /// <summary>Their help.</summary>
    /// <param name="pocket">The model that comes with this Easel, if one does.</param>
    public static HelpPage HelpWith(PocketModel? pocket) => new(
        "easel txt2img [options]",
        "Paints pictures of a text with Stable Diffusion, as the original scripts/txt2img.py does: the same options, and the same pictures for the same seeds.",
        Groups,
        "Options may be shortened as long as they stay unambiguous, and spelled with - for _. Ctrl-C stops after the running step and keeps what is written; "
            + "again, and it stops at once.\n"
            + DescribePocket(pocket?.Defaults)
            + "Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted.");

    private static string DescribePocket(ModelDefaults? own) => own is null
        ? ""
        : $"Without --ckpt, and without a file in its default place, {PocketModel.Name} paints, the small model that comes with Easel. Its defaults are its own: "
            + $"--H {own.Height} --W {own.Width} --{own.Sampler} --ddim_steps {own.Steps} --scale {own.GuidanceScale.ToString(CultureInfo.InvariantCulture)} "
            + $"--n_samples {own.BatchSize} --n_iter {own.Iterations}, and no grid of a single picture.\n";

    private static ValueOption<long> Side(string name, string help)
    {
        ValueOption<long> side = OptionOf.Integer(name, 512, 1, MaxSide, help);
        return side with { Read = text => CheckSide(side.Read(text)) };
    }

    private static long CheckSide(long side) => (side % 8, side) switch
    {
        (0, _) => side,
        (_, < 8) => throw new UsageException($"{side} is not a multiple of 8; the nearest is 8"),
        _ => throw new UsageException($"{side} is not a multiple of 8; the nearest are {side / 8 * 8} and {(side / 8 * 8) + 8}"),
    };
}
