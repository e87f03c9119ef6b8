using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Schedules;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Axes;
using Easel.Painting.Texts;

namespace Easel.Cli.Studies;

/// <summary>The options of <c>study</c> and <c>workshop</c>.</summary>
internal static class StudyArguments
{
    private const string OwnDefaults = $"Where {PocketModel.Name} paints, the small model that comes with Easel, size, steps, sampler and guidance are its own unless they are given.";

    public static readonly ValueOption<string?> Prompt = OptionOf.Text("--prompt", null, "what to paint, if it is not the last word of the command");

    public static readonly ValueOption<string?> Negative = OptionOf.Text("--negative", null, "what pictures should not show");

    public static readonly ValueOption<string?> X = Axis("--x", "what changes from column to column");

    public static readonly ValueOption<string?> Y = Axis("--y", "what changes from row to row");

    public static readonly ValueOption<string?> Z = Axis("--z", "what changes from block to block");

    public static readonly ValueOption<string?> List = OptionOf.Text("--list", "styles", "the list of styles; easel styles tells which there are");

    public static readonly ValueOption<long> Limit = OptionOf.Integer("--limit", 0, 0, 10_000, "at most so many styles; 0 for all") with { Shown = "N" };

    public static readonly ValueOption<long> Columns = OptionOf.Integer("--columns", 0, 0, 1000, "pictures in a row of the sheet, where only one thing changes; 0 for as many as fit") with { Shown = "N" };

    public static readonly ValueOption<long> Steps = OptionOf.Integer("--steps", 50, 1, 1000, "steps from noise to picture") with { Shown = "N" };

    public static readonly ValueOption<SamplerChoice?> Sampler = SamplerOption.Create($"the way from noise to picture (default: ddim): {SamplerOption.Samplers}");

    public static readonly ValueOption<ScheduleKind?> Schedule = SamplerOption.CreateSchedule($"the noise levels on that way (default: the sampler's own): {SamplerOption.Schedules}");

    public static readonly ValueOption<double> Scale = OptionOf.Number("--scale", 7.5, "guidance: how far from the negative prompt towards the prompt and beyond; 1 is none");

    public static readonly ValueOption<long> Seed = OptionOf.Integer("--seed", 42, 0, uint.MaxValue, "number that names the noise, 0 to 4294967295");

    public static readonly ValueOption<string> Noise = NoiseOption.Create();

    public static readonly ValueOption<PictureSize?> Size = SizeOption.Create("of a picture, such as 768x512, or 512 for a square");

    public static readonly ValueOption<string?> Initial = OptionOf.Text("--init", null, "a picture to begin with, scaled and cut to the size of the pictures") with { Shown = "FILE" };

    public static readonly ValueOption<double> Strength = OptionOf.Number("--strength", 0.75, 0, 1, "how much of that picture is painted anew, 0 to 1");

    public static readonly ValueOption<string?> Folder = OptionOf.Text("--out", null, "folder to write to; finished pictures in it are used again (default: a folder in outputs/, named after what is compared)") with { Shown = "FOLDER" };

    private static readonly OptionGroup s_howToPaint = new("How to paint",
        Prompt, Negative, StyleOptions.Style, StyleOptions.File, Steps, Sampler, Schedule, Scale, Size, Seed, Noise,
        Initial, Strength, RunArguments.Precision, RunArguments.Fast);

    private static readonly OptionGroup s_model = new("Model", ModelArguments.Checkpoint, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights);

    private static readonly OptionGroup s_running = new("Running",
        Folder, RunArguments.Device, RunArguments.WeightCache, RunArguments.Threads, RunArguments.MaxMemory, RunArguments.LowPriority, RunArguments.Plan, RunArguments.Calibrate, RunArguments.Quiet, RunArguments.Json);

    /// <summary>The options of <c>study</c>, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> OfStudy { get; } = [new("What is compared", X, Y, Z, Columns), s_howToPaint, s_model, s_running];

    /// <summary>The options of <c>workshop</c>, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> OfWorkshop { get; } = [new("Which styles", List, Limit, Columns), s_howToPaint, s_model, s_running];

    /// <summary>Help of <c>study</c>.</summary>
    public static HelpPage StudyHelp { get; } = new(
        $"easel study {{{string.Join(',', StudyPresets.Names)}}} PROMPT [options]\n       easel study --x steps=10,25,50 [--y sampler=ddim,plms] [--z seed=1,2] PROMPT [options]",
        "Paints a prompt many times with something changed, side by side on a labelled sheet (sheet.png) and as a page with the numbers (index.html).",
        OfStudy,
        $"Axes: {string.Join("; ", StudyParameters.All.Select(parameter => $"{parameter.Name}={parameter.Form}"))}.\n"
            + "Numbers may be ranges: 1-4 is 1, 2, 3, 4; 1-10(+3) is 1, 4, 7, 10; 1-10[4] is four of them evenly. A value with a comma in it goes between double quotes.\n"
            + $"{OwnDefaults}\n"
            + "Ctrl-C stops after the running step; the same command goes on where it stopped, and with more values paints only those. "
            + "dB is PSNR, and Δ the mean difference of 255 levels: of steps to the last, of precision and fast to the first.");

    /// <summary>Help of <c>workshop</c>.</summary>
    public static HelpPage WorkshopHelp { get; } = new(
        "easel workshop PROMPT [options]",
        "Paints a prompt as it is and in each style of a list, side by side on a labelled sheet (sheet.png) and as a page (index.html).",
        OfWorkshop,
        $"{OwnDefaults}\n"
            + "Ctrl-C stops after the running step; the same command goes on where it stopped. easel styles tells which lists there are.");

    private static ValueOption<string?> Axis(string name, string help) => OptionOf.Text(name, null, help) with { Shown = "NAME=VALUES" };
}
