using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Jobs;

/// <summary>What finished pictures pass before they are written, as a value.</summary>
/// <param name="Safety">Whether and how they are checked.</param>
/// <param name="IsMarked">Whether they get the invisible watermark.</param>
internal record FinishChoice(SafetyChoice Safety, bool IsMarked)
{
    /// <summary>Neither check nor mark.</summary>
    public static FinishChoice None { get; } = new(new SafetyChoice(IsOff: true), IsMarked: false);

    /// <summary>The file of the key that their files are signed with; they are not if none is given.</summary>
    public string? Key { get; init; }

    /// <summary>Whether their files tell of prompts by their hash only.</summary>
    public bool HidesPrompts { get; init; }

    /// <summary>Where the safety checker lies that <see cref="Open"/> opens, if it does; with the same errors.</summary>
    /// <inheritdoc cref="Open"/>
    public string? FindChecker(PipelineOptions pipeline, bool isPocket, Action<string> warn) => SafetyCheck.Find(Safety, pipeline, isPocket, warn);

    /// <summary>Opens it.</summary>
    /// <param name="pipeline">The model that paints, and its threads.</param>
    /// <param name="isPocket">Whether that is the model that comes with Easel.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <inheritdoc cref="SafetyCheck.Open(SafetyChoice, PipelineOptions, bool, Action{string})"/>
    public virtual PictureFinish Open(PipelineOptions pipeline, bool isPocket, Action<string> warn)
    {
        // First: a key that cannot be signed with is told before weights are read.
        PictureSeal? seal = Key is null ? null : new PictureSeal(SigningKeys.Load(Key, TimeProvider.System), HidesPrompts, TimeProvider.System, warn);
        SafetyCheck? check = OpenCheck(pipeline, isPocket, warn);
        return new PictureFinish
        {
            Check = check is null ? null : check.Check,
            Held = check,
            Seal = seal,

            // Pocket's pictures are smaller than what can be marked: whoever paints the first picture is spared the words.
            Watermark = IsMarked ? new WatermarkStamp(isPocket ? _ => { } : warn) : null,
        };
    }

    /// <summary>Opens the check, if there is one.</summary>
    /// <inheritdoc cref="SafetyCheck.Open(SafetyChoice, PipelineOptions, bool, Action{string})"/>
    protected virtual SafetyCheck? OpenCheck(PipelineOptions pipeline, bool isPocket, Action<string> warn) => SafetyCheck.Open(Safety, pipeline, isPocket, warn);
}
