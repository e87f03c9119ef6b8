using Easel.Cli.Painting;
using Easel.Diffusion.Pipelines;

namespace Easel.Cli.Options;

/// <summary>Options about what finished pictures pass before they are written: the safety checker, the watermark, and the signature.</summary>
internal static class FinishArguments
{
    public static readonly Flag NoWatermark = WatermarkOption.Create();

    public static readonly Flag Watermark = new("--watermark", "put the invisible watermark into pictures, as txt2img does; the original leaves it out here");

    /// <summary>Of commands that check and mark pictures unless they are told not to.</summary>
    public static OptionGroup Group { get; } = new("Safety", [.. SafetyOptions.All, NoWatermark]);

    /// <summary>Of commands whose originals neither check nor mark pictures, and which do so if they are told to.</summary>
    public static OptionGroup GroupOnDemand { get; } = new("Safety", SafetyOptions.Checker, SafetyOptions.Replacement, Watermark);

    /// <summary>Opens both, unless the command line leaves one out.</summary>
    /// <exception cref="UsageException">It contradicts itself.</exception>
    public static Func<Action<string>, PictureFinish> Read(ParsedOptions parsed, ChosenModel model, PipelineOptions pipeline)
        => Opener(SafetyOptions.Read(parsed), !parsed.Has(NoWatermark), model, pipeline, SigningOptions.Read(parsed));

    /// <summary>Opens what the command line asks for.</summary>
    /// <exception cref="UsageException">It names a replacement, but no checker.</exception>
    public static Func<Action<string>, PictureFinish> ReadOnDemand(ParsedOptions parsed, ChosenModel model, PipelineOptions pipeline)
    {
        SafetyChoice safety = SafetyOptions.Read(parsed);
        return safety is { Checker: null, Replacement: not null }
            ? throw new UsageException($"argument {SafetyOptions.Replacement.Name}: is for pictures that the safety checker flags, but none is named; name it: {SafetyOptions.Checker.Name} PATH")
            : Opener(safety with { IsOff = safety.Checker is null }, parsed.Has(Watermark), model, pipeline, SigningOptions.Read(parsed));
    }

    /// <summary>A way to the checker's place, which <see cref="Read"/> would open.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">What paints.</param>
    /// <param name="pipeline">How it is opened.</param>
    /// <param name="onDemand">Whether pictures are checked only if a checker is named.</param>
    public static Func<Action<string>, string?> FindChecker(ParsedOptions parsed, ChosenModel model, PipelineOptions pipeline, bool onDemand = false)
    {
        SafetyChoice safety = SafetyOptions.Read(parsed);
        SafetyChoice choice = onDemand ? safety with { IsOff = safety.Checker is null } : safety;
        return warn => SafetyCheck.Find(choice, pipeline, model.Pocket is not null, warn);
    }

    private static Func<Action<string>, PictureFinish> Opener(SafetyChoice safety, bool isMarked, ChosenModel model, PipelineOptions pipeline, Func<Action<string>, PictureSeal?> openSeal) => warn =>
    {
        bool isPocket = model.Pocket is not null;

        // First: a key that cannot be signed with is told before weights are read.
        PictureSeal? seal = openSeal(warn);
        var check = SafetyCheck.Open(safety, pipeline, isPocket, warn);
        return new PictureFinish
        {
            Check = check is null ? null : check.Check,
            Held = check,
            Seal = seal,

            // Pocket's pictures are smaller than what can be marked: whoever paints the first picture is spared the words.
            Watermark = isMarked ? new WatermarkStamp(isPocket ? _ => { } : warn) : null,
        };
    };
}
