using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;

namespace Easel.Server.Jobs;

/// <summary>A painter that shows what a picture looks like after each step, and decodes it when somebody asks.</summary>
/// <param name="painter">Paints.</param>
/// <param name="work">The picture.</param>
internal sealed class ShowingPainter(IPainter painter, PictureWork work) : IPainter
{
    /// <inheritdoc/>
    public PipelineSummary Model => painter.Model;

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel)
        => painter.RunAsync(request, options with { TellsPreviews = true, WantsDecoded = _ => work.WantsDecoded }, cancel);

    /// <inheritdoc/>
    public void Dispose() => painter.Dispose();
}
