using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Metadata;

namespace Easel.Painting.Jobs;

/// <summary>The texts inside a run's files: <c>parameters</c> for other programs, <c>easel</c> for ours.</summary>
internal sealed class PictureTexts(PaintingJob job, PipelineSummary model, CheckpointFile checkpoint)
{
    /// <summary>What painted the run's pictures.</summary>
    public Task<PaintedWith> PaintedWithAsync() => checkpoint.PaintedWithAsync(model);

    /// <summary>The texts of one picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="saved">What of it is written to the file.</param>
    /// <param name="watermark">The text of its watermark, if it has one.</param>
    public async Task<IReadOnlyList<PngText>> OfAsync(FinishedPicture picture, Image saved, string? watermark)
    {
        PaintedWith with = await PaintedWithAsync().ConfigureAwait(false);
        FinishedPicture told = job.Finish.HidesPrompts
            ? picture with { Request = ToldOf(picture.Request), Update = picture.Update with { Prompt = HiddenPrompts.NameOf(picture.Update.Prompt) } }
            : picture;
        IEnumerable<PngText> more = job.Finish.HidesPrompts ? job.Texts.Select(HiddenPrompts.In) : job.Texts;
        return [.. Of(told, saved, watermark, with, job.Pipeline), .. more];
    }

    /// <summary>The texts of the grid; <c>parameters</c> are its first picture's.</summary>
    public async Task<IReadOnlyList<PngText>> OfGridAsync(ImageRequest request, Image firstPicture, Image saved, string? watermark)
    {
        PaintedWith with = await PaintedWithAsync().ConfigureAwait(false);
        ImageRequest told = ToldOf(request);
        PicturePlace first = new(Iteration: 0, Batch: 0, Index: 0, told.Batches[0][0], firstPicture.Width, firstPicture.Height);
        return Of(told, first, recorded: null, with, job.Pipeline, new FinishFacts(Safety: null, watermark, RequestRecord.Hash(saved.Pixels.Span)));
    }

    /// <summary>The texts that Easel writes into every picture's file.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="saved">What of it is written to the file.</param>
    /// <param name="watermark">The text of its watermark, if it has one.</param>
    /// <param name="with">What painted it.</param>
    /// <param name="pipeline">How that was opened.</param>
    public static PngText[] Of(FinishedPicture picture, Image saved, string? watermark, PaintedWith with, PipelineOptions pipeline)
    {
        ImageUpdate update = picture.Update;
        PicturePlace place = new(update.Iteration, update.Batch, update.Index, update.Prompt, picture.Image.Width, picture.Image.Height) { Digests = update.Digests, Begun = update.Begun };
        FinishFacts facts = new(picture.Safety, watermark, RequestRecord.Hash(saved.Pixels.Span))
        {
            Kept = picture.Kept == (update.Width, update.Height) ? null : picture.Kept,
            Redone = update.Redone,
            Flat = picture.Flat,
        };
        return Of(picture.Request, place, place, with, pipeline, facts);
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
    private ImageRequest ToldOf(ImageRequest request) => job.Finish.HidesPrompts ? HiddenPrompts.In(request) : request;
}
