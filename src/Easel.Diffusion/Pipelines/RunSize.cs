namespace Easel.Diffusion.Pipelines;

/// <summary>What memory for a run's activations depends on.</summary>
/// <param name="Pictures">Painted at once.</param>
/// <param name="LatentHeight">Rows of a latent.</param>
/// <param name="LatentWidth">Its columns.</param>
/// <param name="SamplesPerPicture">1 without guidance; 2 with it; 3 where it pauses, since steps with and without it are recorded apart.</param>
/// <param name="ReadsPicture">Whether it begins with a picture.</param>
internal readonly record struct RunSize(int Pictures, int LatentHeight, int LatentWidth, int SamplesPerPicture, bool ReadsPicture = false)
{
    /// <summary>That of a request.</summary>
    public static RunSize Of(ImageRequest request) => new(
        request.Batches.Count == 0 ? Math.Max(1, request.NoiseBatch) : request.Batches.Max(batch => batch.Count),
        request.Height / request.Downsampling,
        request.Width / request.Downsampling,
        request.GuidanceScale == 1 ? 1 : request.Approximations is { GuidanceStart: 0, GuidanceEnd: 1 } ? 2 : 3,
        request.Initial is not null);
}
