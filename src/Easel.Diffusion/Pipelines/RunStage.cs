namespace Easel.Diffusion.Pipelines;

/// <summary>A part of a run.</summary>
public enum RunStage
{
    /// <summary>The encoder reads the picture that the run begins with, or what is kept of it.</summary>
    InitialPicture,

    /// <summary>The text encoder reads a prompt, and the UNet's layers what it makes of it.</summary>
    Prompt,

    /// <summary>A step.</summary>
    Step,

    /// <summary>The decoder makes a picture.</summary>
    Decoding,
}

/// <summary>Where a run is, for messages.</summary>
/// <param name="Stage">The part of the run.</param>
/// <param name="Step">Which step, from 1; 0 outside steps.</param>
/// <param name="StepCount">Steps of the batch; 0 outside steps.</param>
internal readonly record struct RunPlace(RunStage Stage, int Step = 0, int StepCount = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Stage switch
    {
        RunStage.InitialPicture => "Reading the initial picture",
        RunStage.Prompt => "Reading the prompt",
        RunStage.Decoding => "Decoding",
        _ => $"Step {Step} of {StepCount}",
    };
}
