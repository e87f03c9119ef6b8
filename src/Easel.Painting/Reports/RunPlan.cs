using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Reports;

/// <summary>What a run is going to do next: one of its requests.</summary>
/// <param name="Request">what it paints</param>
/// <param name="Model">with what</param>
/// <param name="Folder">where files go: a folder, or one file</param>
internal sealed record RunPlan(ImageRequest Request, PipelineSummary Model, string Folder)
{
    /// <summary>Which of the run's requests it is, from 0.</summary>
    public int Number { get; init; }

    /// <summary>How many requests the run has.</summary>
    public int RequestCount { get; init; } = 1;

    /// <summary>Pictures of all its iterations.</summary>
    public long PictureCount => Request.Iterations * Request.Batches.Sum(batch => (long)batch.Count);

    /// <summary>Batches of all its iterations.</summary>
    public long BatchCount => (long)Request.Iterations * Request.Batches.Count;
}
