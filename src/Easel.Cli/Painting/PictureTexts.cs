using Easel.Cli.Metadata;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Cli.Painting;

/// <summary>The texts inside a run's files: <c>parameters</c> for other programs, <c>easel</c> for ours.</summary>
internal sealed class PictureTexts(ImageRequest request, PipelineOptions options, PipelineSummary model, CheckpointFile checkpoint)
{
    /// <summary>The texts of one picture.</summary>
    public async Task<IReadOnlyList<PngText>> OfAsync(ImageUpdate picture)
    {
        PaintedWith with = await PaintedWithAsync().ConfigureAwait(false);
        PicturePlace place = new(picture.Iteration, picture.Batch, picture.Index, picture.Prompt, picture.Width, picture.Height);
        return [new PngText("parameters", Infotext.Of(request, place, with)), new PngText("easel", PictureRecord.Of(request, place, with, options))];
    }

    /// <summary>The texts of the grid; <c>parameters</c> are its first picture's.</summary>
    public async Task<IReadOnlyList<PngText>> OfGridAsync(Image firstPicture)
    {
        PaintedWith with = await PaintedWithAsync().ConfigureAwait(false);
        PicturePlace first = new(Iteration: 0, Batch: 0, Index: 0, request.Batches[0][0], firstPicture.Width, firstPicture.Height);
        return [new PngText("parameters", Infotext.Of(request, first, with)), new PngText("easel", PictureRecord.Of(request, place: null, with, options))];
    }

    private async Task<PaintedWith> PaintedWithAsync()
        => new(model.Family, checkpoint.Name, checkpoint.Bytes, await checkpoint.Sha256.ConfigureAwait(false), model.Device, EaselVersion.Text);
}
