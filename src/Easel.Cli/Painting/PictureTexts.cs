using Easel.Cli.Metadata;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Cli.Painting;

/// <summary>The texts inside a run's files: <c>parameters</c> for other programs, <c>easel</c> for ours.</summary>
internal sealed class PictureTexts(PaintingJob job, PipelineSummary model, CheckpointFile checkpoint)
{
    /// <summary>What painted the run's pictures.</summary>
    public Task<PaintedWith> PaintedWithAsync() => checkpoint.PaintedWithAsync(model);

    /// <summary>The texts of one picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="watermark">The text of its watermark, if it has one.</param>
    public async Task<IReadOnlyList<PngText>> OfAsync(FinishedPicture picture, string? watermark)
    {
        PaintedWith with = await PaintedWithAsync().ConfigureAwait(false);
        ImageUpdate update = picture.Update;
        string prompt = job.HidesPrompts ? HiddenPrompts.NameOf(update.Prompt) : update.Prompt;
        PicturePlace place = new(update.Iteration, update.Batch, update.Index, prompt, picture.Image.Width, picture.Image.Height);
        FinishFacts facts = new(picture.Safety, watermark) { Redone = update.Redone, Flat = picture.Flat };
        IEnumerable<PngText> more = job.HidesPrompts ? job.Texts.Select(HiddenPrompts.In) : job.Texts;
        return [.. Of(ToldOf(picture.Request), place, place, with, job.Pipeline, facts), .. more];
    }

    /// <summary>The texts of the grid; <c>parameters</c> are its first picture's.</summary>
    public async Task<IReadOnlyList<PngText>> OfGridAsync(ImageRequest request, Image firstPicture, string? watermark)
    {
        PaintedWith with = await PaintedWithAsync().ConfigureAwait(false);
        ImageRequest told = ToldOf(request);
        PicturePlace first = new(Iteration: 0, Batch: 0, Index: 0, told.Batches[0][0], firstPicture.Width, firstPicture.Height);
        return Of(told, first, recorded: null, with, job.Pipeline, new FinishFacts(Safety: null, watermark));
    }

    /// <summary>The texts of whatever file.</summary>
    /// <param name="request">What was painted.</param>
    /// <param name="place">The picture that <c>parameters</c> speak of.</param>
    /// <param name="recorded">The picture that <c>easel</c> speaks of; none for a grid.</param>
    /// <param name="with">What painted it.</param>
    /// <param name="pipeline">How that was opened.</param>
    /// <param name="facts">What happened to it afterwards.</param>
    public static PngText[] Of(ImageRequest request, PicturePlace place, PicturePlace? recorded, PaintedWith with, PipelineOptions pipeline, FinishFacts facts)
        => [new PngText("parameters", Infotext.Of(request, place, with)), new PngText("easel", PictureRecord.Of(request, recorded, with, pipeline, facts))];

    /// <summary>The request as files may tell it.</summary>
    private ImageRequest ToldOf(ImageRequest request) => job.HidesPrompts ? HiddenPrompts.In(request) : request;
}
