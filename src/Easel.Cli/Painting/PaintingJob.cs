using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging.Png;

namespace Easel.Cli.Painting;

/// <summary>What a command line asks to be painted, whichever command it is; <see cref="PaintingRun"/> does it.</summary>
internal sealed record PaintingJob
{
    /// <summary>The command's word, such as <c>txt2img</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Which model, and why.</summary>
    public required ChosenModel Model { get; init; }

    /// <summary>How it is opened.</summary>
    public required PipelineOptions Pipeline { get; init; }

    /// <summary>How the run treats other programs and whoever watches.</summary>
    public required RunSettings Run { get; init; }

    /// <summary>
    /// Reads the files that are painted from, and says what is painted and where it goes. Asked once, when errors reach who watches. Throws
    /// <see cref="GenerationException"/> and what reading files throws.
    /// </summary>
    public required Func<PaintingOrder> Prepare { get; init; }

    /// <summary>Whether it ends with the original scripts' words.</summary>
    public bool EndsAsScript { get; init; }

    /// <summary>Texts that every picture's file has beside <c>parameters</c> and <c>easel</c>.</summary>
    public IReadOnlyList<PngText> Texts { get; init; } = [];

    /// <summary>Whether pictures' files tell of prompts by their hash only.</summary>
    public bool HidesPrompts { get; init; }

    /// <summary>Opens what finished pictures pass before they are written; is given where to warn.</summary>
    public Func<Action<string>, PictureFinish> OpenFinish { get; init; } = _ => new PictureFinish();

    /// <summary>Where the safety checker lies that <see cref="OpenFinish"/> opens, if it does; with the same errors.</summary>
    public Func<Action<string>, string?> FindChecker { get; init; } = _ => null;
}

/// <summary>What is painted, one request after the other, and where it goes.</summary>
/// <param name="Requests">None if nothing is left to be done.</param>
/// <param name="OpenOutput">Opens the files' place, and tries whether it can be written to. Asked once, before the model is opened.</param>
internal sealed record PaintingOrder(IReadOnlyList<PlannedRequest> Requests, Func<IPictureOutput> OpenOutput)
{
    /// <summary>One request.</summary>
    public PaintingOrder(ImageRequest request, Func<IPictureOutput> openOutput)
        : this([new PlannedRequest(request.Width, request.Height, () => request)], openOutput)
    {
    }

    /// <summary>Lines for who watches, before painting begins.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the user should know, though the run goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A request whose pictures may be read only when it is their turn.</summary>
/// <param name="Width">of its pictures, in pixels</param>
/// <param name="Height">of its pictures, in pixels</param>
/// <param name="Read">Makes it; may be asked more than once.</param>
internal sealed record PlannedRequest(int Width, int Height, Func<ImageRequest> Read)
{
    /// <summary>What is left of a finished picture, from the top left; all of it if none is given.</summary>
    public (int Width, int Height)? Kept { get; init; }
}
