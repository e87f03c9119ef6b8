using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>inpaint</c>: those of the original <c>scripts/inpaint.py</c> with its defaults, then Easel's own.</summary>
internal static class InpaintArguments
{
    public static readonly ValueOption<string?> InputFolder = OptionOf.Text("--indir", null, "folder of pictures X.png and their masks X_mask.png, which are white where to paint anew") with { IsValueOptional = true, Shown = "FOLDER" };

    public static readonly ValueOption<string?> OutputFolder = OptionOf.Text("--outdir", null, "folder to write pictures to, each under its own name; those that are there already are passed over") with { IsValueOptional = true, Shown = "FOLDER" };

    public static readonly ValueOption<long> Steps = OptionOf.Integer("--steps", 50, 1, 1000, "steps from noise to picture") with { Shown = "STEPS" };

    public static readonly ValueOption<string?> Prompt = OptionOf.Text("--prompt", null, "what to paint there; what fits, if nothing is said") with { Shown = "TEXT" };

    public static readonly ValueOption<string?> Negative = OptionOf.Text("--negative", null, "what not to paint") with { Shown = "TEXT" };

    public static readonly ValueOption<string> Syntax = SyntaxOption.CreateLiteral();

    public static readonly ValueOption<double> Strength = OptionOf.Number("--strength", 1, 0, 1, "share of the steps that is painted: 0 leaves the pictures as they are, 1 keeps nothing below the mask");

    public static readonly ValueOption<long> Seed = OptionOf.Integer("--seed", 42, 0, uint.MaxValue, "number that names the noise, the same for every picture, 0 to 4294967295");

    public static readonly ValueOption<SamplerChoice?> Sampler = SamplerOption.Create($"the way from noise to picture: {SamplerOption.Samplers} (default: ddim)");

    public static readonly ValueOption<ScheduleKind?> Schedule = SamplerOption.CreateSchedule($"the noise levels on it: {SamplerOption.Schedules} (default: the sampler's usual)");

    public static readonly ValueOption<double?> Scale = OptionOf.OptionalNumber("--scale", "guidance: how far from the negative prompt towards the prompt and beyond (default: 7.5; 1, which is none, without prompts)");

    public static readonly ValueOption<double?> Eta = OptionOf.OptionalNumber("--eta", "fresh noise in each step: 0 none, 1 as much as the sampler's paper (default: the sampler's usual)");

    public static readonly ValueOption<string> Noise = NoiseOption.Create();

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("Files", InputFolder, OutputFolder, JournalArguments.Folder, JournalArguments.Without),
        new("What to paint", Prompt, Negative, Syntax, Strength, Seed),
        new("How to paint", Steps, Sampler, Schedule, Scale, Eta, Noise, RunArguments.Precision, RunArguments.Fast),
        new("Model", ModelArguments.Checkpoint, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights),
        FinishArguments.GroupOnDemand,
        SigningOptions.Group,
        RunArguments.Group,
    ];

    /// <summary>Their help.</summary>
    /// <param name="pocket">The model that comes with this Easel, if one does.</param>
    public static HelpPage HelpWith(PocketModel? pocket) => new(
        "easel inpaint --indir FOLDER --outdir FOLDER [options]",
        "Paints parts of pictures anew, as the original scripts/inpaint.py does for a folder of pictures and masks: with any checkpoint of Stable Diffusion v1, or with one made for inpainting. "
            + "What is black in a mask stays as it is, pixel for pixel. Pictures may have any size; they are painted in steps of 8 pixels, and cut to their size.",
        Groups,
        RunArguments.Epilogue + DescribePocket(pocket) + RunArguments.ExitCodes);

    private static string DescribePocket(PocketModel? pocket) => pocket is null
        ? ""
        : $"{ModelArguments.WhenPocketPaints}, in {pocket.Defaults.Steps} steps. "
            + $"It paints best what is {pocket.Defaults.Width} x {pocket.Defaults.Height} pixels large.\n";
}
