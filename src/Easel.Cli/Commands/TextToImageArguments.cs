using System.Globalization;
using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Models;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>txt2img</c>: those of the original <c>scripts/txt2img.py</c> with its defaults, then Easel's own.</summary>
internal static class TextToImageArguments
{
    /// <summary>Those that <c>img2img</c> has too.</summary>
    public static readonly ScriptArguments Script = new("outputs/txt2img-samples", iterations: 2, batchSize: 3, scale: 7.5);

    public static readonly Flag Laion400M = new("--laion400m", "use the LAION400M model (not supported yet)");

    public static readonly Flag FixedStart = new("--fixed_code", "begin all iterations and batches with the same noise");

    public static readonly ValueOption<long> Height = SideOption.Create("--H", "rows of a picture, a multiple of 8");

    public static readonly ValueOption<long> Width = SideOption.Create("--W", "pixels in a row, a multiple of 8");

    public static readonly ValueOption<long> LatentChannels = OptionOf.Integer("--C", 4, 1, 1024, "latent channels; must be the model's");

    public static readonly ValueOption<long> Downsampling = OptionOf.Integer("--f", 8, 1, 1024, "what height and width are divided by to have the latent's") with { Shown = "f" };

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("What to paint", Script.Prompt, Script.PromptFile, Script.Syntax, Height, Width, Script.Seed, Script.BatchSize, Script.Iterations),
        new("How to paint", Script.Steps, Script.Ddim, Script.Plms, Script.DpmSolver, Script.Scale, Script.Eta, FixedStart, Script.Noise, RunArguments.Precision, RunArguments.Fast),
        new("Files", Script.Folder, Script.SkipSave, Script.SkipGrid, Script.GridColumns, JournalArguments.Folder, JournalArguments.Without),
        new("Model", ModelArguments.Checkpoint, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights, LatentChannels, Downsampling, Laion400M),
        FinishArguments.Group,
        SigningOptions.Group,
        RunArguments.Group,
    ];

    /// <summary>Their help.</summary>
    /// <param name="pocket">The model that comes with this Easel, if one does.</param>
    public static HelpPage HelpWith(PocketModel? pocket) => new(
        "easel txt2img [options]",
        "Paints pictures of a text with Stable Diffusion, as the original scripts/txt2img.py does: the same options, and the same pictures for the same seeds.",
        Groups,
        RunArguments.Epilogue + DescribePocket(pocket?.Defaults) + RunArguments.ExitCodes);

    private static string DescribePocket(ModelDefaults? own) => own is null
        ? ""
        : $"{ModelArguments.WhenPocketPaints}. Its defaults are its own: "
            + $"--H {own.Height} --W {own.Width} --{own.Sampler} --ddim_steps {own.Steps} --scale {own.GuidanceScale.ToString(CultureInfo.InvariantCulture)} "
            + $"--n_samples {own.BatchSize} --n_iter {own.Iterations}, and no grid of a single picture.\n";
}
