using Easel.Diffusion.Pipelines;

namespace Easel.Diffusion.Together;

/// <summary>A pipeline that is opened for one group alone: both end together.</summary>
public sealed class PipelineGroup : IAsyncDisposable
{
    private PipelineGroup(Pipeline pipeline, RunGroup runs)
    {
        Pipeline = pipeline;
        Runs = runs;
    }

    /// <summary>The model.</summary>
    public Pipeline Pipeline { get; }

    /// <summary>Its runs.</summary>
    public RunGroup Runs { get; }

    /// <summary>Opens a model and begins its group.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <param name="most">As <see cref="Pipeline.BeginGroup"/> takes it.</param>
    /// <param name="mayDiffer">As <see cref="Pipeline.BeginGroup"/> takes it.</param>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint cannot be used.</exception>
    /// <exception cref="Models.ConfigException">The config cannot be used.</exception>
    /// <exception cref="GenerationException">Something else that a run needs is missing.</exception>
    public static PipelineGroup Open(PipelineOptions options, Action<string>? warn = null, int? most = null, bool mayDiffer = false)
    {
        var pipeline = Pipeline.Open(options, warn);
        try
        {
            return new PipelineGroup(pipeline, pipeline.BeginGroup(most, mayDiffer));
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }
    }

    /// <summary>Stops what is painted after its step, and gives the model's memory back.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Runs.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            Pipeline.Dispose();
        }
    }
}
