namespace Easel.Diffusion.Pipelines;

/// <summary>What memory for a run's activations depends on.</summary>
/// <param name="Pictures">Painted at once.</param>
/// <param name="LatentHeight">Rows of a latent.</param>
/// <param name="LatentWidth">Its columns.</param>
/// <param name="IsGuided">Whether each picture is computed with the empty prompt too.</param>
internal readonly record struct RunSize(int Pictures, int LatentHeight, int LatentWidth, bool IsGuided)
{
    /// <summary>That of a request.</summary>
    public static RunSize Of(ImageRequest request) => new(
        request.Batches.Count == 0 ? Math.Max(1, request.NoiseBatch) : request.Batches.Max(batch => batch.Count),
        request.Height / request.Downsampling,
        request.Width / request.Downsampling,
        request.GuidanceScale != 1);
}
