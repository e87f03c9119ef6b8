using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging.Png;
using Easel.Painting.Journals;

namespace Easel.Painting.Jobs;

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

    /// <summary>What finished pictures pass before they are written.</summary>
    public FinishChoice Finish { get; init; } = FinishChoice.None;

    /// <summary>Pictures that other runs of the same whole painted before: words about pictures count on from there.</summary>
    public int PicturesBefore { get; init; }

    /// <summary>Where its journal is kept; nowhere if none is given.</summary>
    public JournalChoice? Journal { get; init; }
}

/// <summary>What is painted, one request after the other, and where it goes.</summary>
/// <param name="Requests">None if nothing is left to be done.</param>
/// <param name="Output">Where finished pictures go.</param>
internal sealed record PaintingOrder(IReadOnlyList<PlannedRequest> Requests, OutputPlan Output)
{
    /// <summary>One request.</summary>
    public PaintingOrder(ImageRequest request, OutputPlan output)
        : this([new WholeRequest(request)], output)
    {
    }

    /// <summary>Lines for who watches, before painting begins.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the user should know, though the run goes on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
