namespace Easel.Diffusion.Pipelines;

/// <summary>A model that paints.</summary>
public sealed class Pipeline : IDisposable
{
    private Pipeline(PipelineSummary model) => Model = model;

    /// <summary>What it runs.</summary>
    public PipelineSummary Model { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="options">which, and how</param>
    /// <param name="warn">told what the user should know</param>
    public static Pipeline Open(PipelineOptions options, Action<string>? warn = null)
    {
        warn?.Invoke("this build cannot paint yet.");
        return new Pipeline(new PipelineSummary("Stable Diffusion v1", options.Checkpoint));
    }

    /// <summary>Paints a request, image by image.</summary>
    /// <param name="request">what to paint</param>
    /// <param name="cancel">asked once per step</param>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, CancellationToken cancel = default)
        => throw new GenerationException($"{Model.Checkpoint}: this build cannot paint {request.Batches.Count} batches yet (cancelled: {cancel.IsCancellationRequested}).");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
