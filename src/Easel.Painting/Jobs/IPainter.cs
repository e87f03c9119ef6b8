using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;

namespace Easel.Painting.Jobs;

/// <summary>What the command needs of the engine.</summary>
internal interface IPainter : IDisposable
{
    /// <summary>What paints.</summary>
    PipelineSummary Model { get; }

    /// <summary>Paints a request, or a part of it.</summary>
    IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel);
}

/// <summary>Opens a model.</summary>
/// <param name="options">which, and how</param>
/// <param name="warn">told what the user should know</param>
internal delegate IPainter PainterOpener(PipelineOptions options, Action<string> warn);

/// <summary>The engine.</summary>
internal sealed class PipelinePainter(PipelineOptions options, Action<string> warn) : IPainter
{
    private readonly Pipeline _pipeline = Pipeline.Open(options, warn);

    /// <inheritdoc/>
    public PipelineSummary Model => _pipeline.Model;

    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel) => _pipeline.RunAsync(request, options, cancel);

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();
}
