using System.Globalization;
using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Models;
using Easel.Painting.Journals;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>paint</c>.</summary>
internal static class PaintArguments
{
    /// <summary>The folder where nothing else is named.</summary>
    public const string DefaultFolder = JournalPlace.PaintingsFolder;

    public static readonly ValueOption<string?> Prompt = OptionOf.Text("--prompt", null, "what to paint, for those who are used to say it so") with { Shown = "TEXT" };

    public static readonly ValueOption<string?> Negative = OptionOf.Text("--negative", null, "what not to paint") with { Shown = "TEXT" };

    public static readonly ValueOption<PictureSize?> Size = SizeOption.Create("pixels of a row and rows, multiples of 8; with --init the picture is scaled and cut to it (default: 512x512, or the initial picture's size if it is not much larger)");

    public static readonly ValueOption<long> Count = OptionOf.Integer("--count", 1, 1, 100_000, "how many pictures") with { Shown = "N" };

    public static readonly ValueOption<long?> Seed = OptionOf.OptionalInteger("--seed", -1, uint.MaxValue, "number that names the noise, 0 to 4294967295; each further picture has the next one (default: drawn by lot and told; so with -1)");

    public static readonly ValueOption<string> Syntax = SyntaxOption.Create();

    public static readonly ValueOption<SamplerChoice?> Sampler = SamplerOption.Create($"the way from noise to picture: {SamplerOption.Samplers} (default: dpmpp_2m)");

    public static readonly ValueOption<ScheduleKind?> Schedule = SamplerOption.CreateSchedule($"the noise levels on it: {SamplerOption.Schedules} (default: the sampler's usual, karras for dpmpp_2m)");

    public static readonly ValueOption<long> Steps = OptionOf.Integer("--steps", 20, 1, 1000, "steps from noise to picture") with { Shown = "N" };

    public static readonly ValueOption<double> Scale = OptionOf.Number("--scale", 7.5, "guidance: how far from the negative prompt towards the prompt and beyond; 1 is none");

    public static readonly ValueOption<double?> Eta = OptionOf.OptionalNumber("--eta", "fresh noise in each step: 0 none, 1 as much as the sampler's paper (default: the sampler's usual)");

    public static readonly ValueOption<string> Noise = NoiseOption.Create();

    public static readonly ValueOption<string?> Initial = OptionOf.Text("--init", null, "picture to begin with") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Mask = OptionOf.Text("--mask", null, "picture of the same size as the initial one: white is painted anew, black stays, grey in between") with { Shown = "FILE" };

    public static readonly ValueOption<double> Strength = OptionOf.Number("--strength", 0.75, 0, 1, "share of the steps that is painted: 0 leaves the initial picture as it is, 1 little of it");

    public static readonly ValueOption<string?> Output = OptionOf.Text("--out", DefaultFolder, "where to: a folder, whose files are numbered and named after their seeds; a file (.png) for one picture; for several a file's name with {number} or {seed} in it") with { Shown = "PLACE" };

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("What to paint", Prompt, Negative, StyleOptions.Style, StyleOptions.File, Size, Count, Seed, Syntax),
        new("How to paint", Sampler, Schedule, Steps, Scale, Eta, Noise, RunArguments.Precision, RunArguments.Fast),
        new("From a picture", Initial, Mask, Strength),
        new("Files", Output, JournalArguments.Folder, JournalArguments.Without),
        new("Model", ModelArguments.Checkpoint, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights),
        FinishArguments.Group,
        SigningOptions.Group,
        RunArguments.Group,
    ];

    /// <summary>Their help.</summary>
    /// <param name="pocket">The model that comes with this Easel, if one does.</param>
    public static HelpPage HelpWith(PocketModel? pocket) => new(
        "easel paint PROMPT [options]",
        "Paints pictures of a text. A prompt of several words stands between quotes: easel paint \"a red fox in the snow\"",
        Groups,
        RunArguments.Epilogue + DescribePocket(pocket) + RunArguments.ExitCodes);

    private static string DescribePocket(PocketModel? pocket)
    {
        if (pocket is null)
        {
            return "";
        }

        ModelDefaults own = pocket.Defaults;
        return $"{ModelArguments.WhenPocketPaints}. Its defaults are its own: "
            + $"--size {own.Width}x{own.Height} --sampler {SamplerNames.NameOf(pocket.Sampler)} --steps {own.Steps} --scale {own.GuidanceScale.ToString(CultureInfo.InvariantCulture)}.\n";
    }
}
