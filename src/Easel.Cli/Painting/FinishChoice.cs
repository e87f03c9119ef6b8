using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;

namespace Easel.Cli.Painting;

/// <summary>What finished pictures pass before they are written, as a value.</summary>
/// <param name="Safety">Whether and how they are checked.</param>
/// <param name="IsMarked">Whether they get the invisible watermark.</param>
internal sealed record FinishChoice(SafetyChoice Safety, bool IsMarked)
{
    /// <summary>Neither check nor mark.</summary>
    public static FinishChoice None { get; } = new(new SafetyChoice(IsOff: true), IsMarked: false);

    /// <summary>Opens it.</summary>
    /// <param name="pipeline">The model that paints, and its threads.</param>
    /// <param name="isPocket">Whether that is the model that comes with Easel.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <inheritdoc cref="SafetyCheck.Open(SafetyChoice, PipelineOptions, bool, Action{string})"/>
    public PictureFinish Open(PipelineOptions pipeline, bool isPocket, Action<string> warn)
    {
        var check = SafetyCheck.Open(Safety, pipeline, isPocket, warn);
        return new PictureFinish
        {
            Check = check is null ? null : check.Check,
            Held = check,

            // Pocket's pictures are smaller than what can be marked: whoever paints the first picture is spared the words.
            Watermark = IsMarked ? new WatermarkStamp(isPocket ? _ => { } : warn) : null,
        };
    }
}
