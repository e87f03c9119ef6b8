using System.Runtime.CompilerServices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;

namespace Easel.Parity.Tests;

/// <summary>The engine, and somebody who is told after each update, when the command has done all about it.</summary>
internal sealed class WatchedPainter(PipelineOptions options, Action<string> warn, Action<RunUpdate> after) : IPainter
{
    private readonly PipelinePainter _inner = new(options, warn);

    public PipelineSummary Model => _inner.Model;

    public async IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions run, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (RunUpdate update in _inner.RunAsync(request, run, cancel).ConfigureAwait(false))
        {
            yield return update;
            after(update);
        }
    }

    public void Dispose() => _inner.Dispose();
}
