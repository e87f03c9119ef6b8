using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>demo</c>: those of <c>demo.py</c> of bes-dev/stable_diffusion.openvino with its defaults, then Easel's own.</summary>
internal static class DemoArguments
{
    /// <summary>A <c>--beta-schedule</c>: roots of variances rise linearly.</summary>
    public const string ScaledLinear = "scaled_linear";

    /// <summary>A <c>--beta-schedule</c>: variances rise linearly.</summary>
    public const string Linear = "linear";

    /// <summary>A <c>--beta-schedule</c>: what is left of a picture falls as a cosine's square.</summary>
    public const string SquaredCosine = "squaredcos_cap_v2";

    /// <summary>The largest seed that is drawn by lot, as in the original.</summary>
    public const long LargestDrawnSeed = 1 << 30;

    public static readonly ValueOption<string?> Prompt = OptionOf.Text("--prompt", "Street-art painting of Emilia Clarke in style of Banksy, photorealism", "what to paint");

    public static readonly ValueOption<string?> InitialImage = OptionOf.Text("--init-image", null, "picture to begin with; scaled to --W and --H if it has another size") with { Shown = "FILE" };

    public static readonly ValueOption<double> Strength = new("--strength", 0.5, "how strong the initial image should be noised, 0 to 1", ReadStrength);

    public static readonly ValueOption<string?> Mask = OptionOf.Text("--mask", null, "mask of the region to inpaint on the initial image: white is painted anew") with { Shown = "FILE" };

    public static readonly ValueOption<long> Height = SideOption.Create("--H", "rows of the picture, a multiple of 8");

    public static readonly ValueOption<long> Width = SideOption.Create("--W", "pixels in a row, a multiple of 8");

    public static readonly ValueOption<long?> Seed = OptionOf.OptionalInteger("--seed", 0, uint.MaxValue, $"number that names the noise, 0 to 4294967295 (default: drawn by lot from 0 to {LargestDrawnSeed}, told, and noted in the picture)");

    public static readonly ValueOption<string?> ParametersFrom = OptionOf.Text("--params-from", null, "take the options that are not given from a picture: one of this command, of the original, of Easel's other commands, or of a web UI") with { Shown = "PNG" };

    public static readonly ValueOption<long> Steps = OptionOf.Integer("--num-inference-steps", 32, 1, 1000, "steps from noise to picture: LMS without --init-image, PNDM with it") with { Shown = "STEPS" };

    public static readonly ValueOption<double> Scale = OptionOf.Number("--guidance-scale", 7.5, "how far from the empty prompt towards the prompt and beyond; 1 or less is none") with { Shown = "SCALE" };

    public static readonly ValueOption<double> Eta = OptionOf.Number("--eta", 0, "changes nothing, as in the original: neither LMS nor PNDM adds noise");

    public static readonly ValueOption<double> BetaStart = new("--beta-start", 0.00085, "variance of the noise added at the first of the 1000 times", ReadVariance) { Shown = "BETA_START" };

    public static readonly ValueOption<double> BetaEnd = new("--beta-end", 0.012, "variance of the noise added at the last time", ReadVariance) { Shown = "BETA_END" };

    public static readonly ValueOption<string> BetaSchedule = OptionOf.Choice("--beta-schedule", ScaledLinear, "what rises evenly between them: the variance's root, or the variance; or cosines instead, whatever the variances", ScaledLinear, Linear, SquaredCosine);

    public static readonly ValueOption<string?> Model = OptionOf.Text(
        "--model",
        DemoKeys.OriginalModel,
        $"checkpoint: .ckpt, .safetensors, a diffusers folder, a name that easel models lists, such as sd-v1-4, or the word {PocketModel.Name}. The default's name stands for {ChosenModel.UsualPlace}; nothing is fetched") with
    {
        Shown = "FILE",
    };

    public static readonly ValueOption<string?> Tokenizer = OptionOf.Text("--tokenizer", DemoKeys.OriginalTokenizer, "CLIP's list of words (merges), a file or a folder, as --vocab; under the default's name it is found by itself") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Output = OptionOf.Text("--output", "output.png", "file to write, a PNG; one that is there gives way") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Device = DeviceWith(names: null);

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups => GroupsFor(Device);

    /// <summary>Their help.</summary>
    /// <param name="pocket">The model that comes with this Easel, if one does.</param>
    /// <param name="survey">This machine's cards.</param>
    public static HelpPage HelpWith(PocketModel? pocket, CardSurvey survey) => new(
        "easel demo [options]",
        "Paints a picture of a text, or of a picture and a text, as demo.py of bes-dev/stable_diffusion.openvino does: the same options, and the same pictures for the same seeds. "
            + "As in the original, pictures are neither checked nor watermarked.",
        GroupsFor(DeviceWith(OpenVinoDevice.Names(survey))),
        RunArguments.Epilogue
            + (pocket is null ? "" : $"Without --model, and without a file in its usual place, {PocketModel.Name} paints, the small model that comes with Easel, --H {pocket.Defaults.Height} --W {pocket.Defaults.Width} if no size is given.\n")
            + RunArguments.ExitCodes);

    private static OptionGroup[] GroupsFor(ValueOption<string?> device) =>
    [
        new("What to paint", Prompt, InitialImage, Strength, Mask, Height, Width, Seed, ParametersFrom),
        new("How to paint", Steps, Scale, Eta, BetaStart, BetaEnd, BetaSchedule, RunArguments.Precision, RunArguments.Fast),
        new("Files", Output, JournalArguments.Folder, JournalArguments.Without),
        new("Model", Model, Tokenizer, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights),
        SigningOptions.Group,
        new("Running", [device, .. RunArguments.Group.Options.Where(option => option != RunArguments.Device)]),
    ];

    private static ValueOption<string?> DeviceWith(string? names)
        => OptionOf.Text("--device", "CPU", $"inference device{(names is null ? "" : $" [{names}]")}; --device list tells more. Easel's own names, cpu, cuda:1 and auto, are understood too");

    private static double ReadStrength(string text)
        => ReadNumber(text) is >= 0 and <= 1 and double strength ? strength : throw new UsageException($"{Quoted.Of(text)} is out of range; 0, which leaves nearly all of the picture, to 1 can be given");

    private static double ReadVariance(string text)
        => ReadNumber(text) is > 0 and < 1 and double variance ? variance : throw new UsageException($"{Quoted.Of(text)} is out of range; a variance is above 0 and below 1");

    private static double ReadNumber(string text)
        => PythonNumber.TryParseFloat(text, out double value) ? value : throw new UsageException($"invalid float value: {Quoted.Of(text)}");
}
