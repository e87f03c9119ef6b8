using System.Globalization;
using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Models;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>img2img</c>: those of the original <c>scripts/img2img.py</c> with its defaults, then Easel's own.</summary>
internal static class ImageToImageArguments
{
    /// <summary>Those that <c>txt2img</c> has too.</summary>
    public static readonly ScriptArguments Script = new("outputs/img2img-samples", iterations: 1, batchSize: 2, scale: 5);

    public static readonly ValueOption<string?> InitialPicture = OptionOf.Text("--init-img", null, "picture to begin with; its sides are rounded down to multiples of 32") with { IsValueOptional = true, Shown = "FILE" };

    public static readonly ValueOption<double> Strength = OptionOf.Number("--strength", 0.75, 0, 1, "share of the steps that is painted: 0 leaves the picture as it is, 1 little of it");

    public static readonly ValueOption<string?> Mask = OptionOf.Text("--mask", null, "picture of the same size: white is painted anew, black stays, grey in between") with { Shown = "FILE" };

    public static readonly Flag FixedStart = new("--fixed_code", "changes nothing, as in the original: noise is drawn anew for every batch");

    public static readonly ValueOption<long> LatentChannels = OptionOf.Integer("--C", 4, 1, 1024, "changes nothing, as in the original: the model knows its latent channels");

    public static readonly ValueOption<long> Downsampling = OptionOf.Integer("--f", 8, 1, 1024, "changes nothing, as in the original: the model knows its latent's size") with { Shown = "f" };

    /// <summary>Options of the original that change nothing there either.</summary>
    public static IReadOnlyList<Option> WithoutEffect { get; } = [FixedStart, LatentChannels, Downsampling];

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("What to paint", Script.Prompt, Script.PromptFile, Script.Syntax, InitialPicture, Strength, Mask, Script.Seed, Script.BatchSize, Script.Iterations),
        new("How to paint", Script.Steps, Script.Ddim, Script.Plms, Script.DpmSolver, Script.Scale, Script.Eta, FixedStart, Script.Noise, RunArguments.Precision, RunArguments.Fast),
        new("Files", Script.Folder, Script.SkipSave, Script.SkipGrid, Script.GridColumns, JournalArguments.Folder, JournalArguments.Without),
        new("Model", ModelArguments.Checkpoint, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights, LatentChannels, Downsampling),
        FinishArguments.GroupOnDemand,
        SigningOptions.Group,
        RunArguments.Group,
    ];

    /// <summary>Their help.</summary>
    /// <param name="pocket">The model that comes with this Easel, if one does.</param>
    public static HelpPage HelpWith(PocketModel? pocket) => new(
        "easel img2img --init-img FILE [options]",
        "Paints pictures of a text that begin with a picture, as the original scripts/img2img.py does: the same options, and the same pictures for the same seeds. "
            + "PLMS and DPM-Solver, which the original refuses here, work too.",
        Groups,
        RunArguments.Epilogue + DescribePocket(pocket?.Defaults) + RunArguments.ExitCodes);

    private static string DescribePocket(ModelDefaults? own) => own is null
        ? ""
        : $"{ModelArguments.WhenPocketPaints}. Its defaults are its own: "
            + $"--{own.Sampler} --ddim_steps {own.Steps} --scale {own.GuidanceScale.ToString(CultureInfo.InvariantCulture)} "
            + $"--n_samples {own.BatchSize} --n_iter {own.Iterations}, and no grid of a single picture. It paints best what is {own.Width} x {own.Height} pixels large.\n";
}
