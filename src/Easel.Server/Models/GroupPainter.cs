using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Together;
using Easel.Painting.Jobs;

namespace Easel.Server.Models;

/// <summary>The engine, for several runs side by side: what they ask of the network at the same time is computed as one batch, and each has the bytes that it has alone.</summary>
internal sealed class GroupPainter : IPainter
{
    private readonly Pipeline _pipeline;
    private readonly RunGroup _group;

    /// <summary>Opens a model.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <param name="mayDiffer">Whether the last bits of pictures may depend on what is painted beside them, which is faster on a card.</param>
    public GroupPainter(PipelineOptions options, Action<string> warn, bool mayDiffer = false)
    {
        // Whoever asks something of the server does not wait for a picture.
        _pipeline = Pipeline.Open(options with { HasLowPriority = true }, warn);
        try
        {
            _group = _pipeline.BeginGroup(mayDiffer: mayDiffer);
        }
        catch
        {
            _pipeline.Dispose();
            throw;
        }
    }

    /// <summary>The most runs at once.</summary>
    public int Most => _group.Most;

    /// <inheritdoc/>
    public PipelineSummary Model => _pipeline.Model;

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel) => _group.RunAsync(request, options, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nobody paints with it any more: there is nothing to wait for.
        try
        {
            _group.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            _pipeline.Dispose();
        }
    }
}
