using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Cli.Reports;

/// <summary>What a run is going to do.</summary>
/// <param name="Request">what it paints</param>
/// <param name="Model">with what</param>
/// <param name="Folder">where files go</param>
internal sealed record RunPlan(ImageRequest Request, PipelineSummary Model, string Folder)
{
    /// <summary>Pictures of all iterations.</summary>
    public long PictureCount => Request.Iterations * Request.Batches.Sum(batch => (long)batch.Count);

    /// <summary>Batches of all iterations.</summary>
    public long BatchCount => (long)Request.Iterations * Request.Batches.Count;
}
