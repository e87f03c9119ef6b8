using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Together;
using Easel.Painting.Jobs;

namespace Easel.Server.Models;

/// <summary>The engine, for several runs side by side: what they ask of the network at the same time is computed as one batch, and each has the bytes that it has alone.</summary>
/// <param name="options">Which model, and how.</param>
/// <param name="warn">Told what the user should know.</param>
/// <param name="mayDiffer">Whether the last bits of pictures may depend on what is painted beside them, which is faster on a card.</param>
internal sealed class GroupPainter(PipelineOptions options, Action<string> warn, bool mayDiffer = false) : IPainter
{
    // Whoever asks something of the server does not wait for a picture.
    private readonly PipelineGroup _group = PipelineGroup.Open(options with { HasLowPriority = true }, warn, mayDiffer: mayDiffer);

    /// <summary>The most runs at once.</summary>
    public int Most => _group.Runs.Most;

    /// <inheritdoc/>
    public PipelineSummary Model => _group.Pipeline.Model;

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel) => _group.Runs.RunAsync(request, options, cancel);

    /// <inheritdoc/>
    /// <remarks>Nobody paints with it any more: there is nothing to wait for.</remarks>
    public void Dispose() => _group.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
