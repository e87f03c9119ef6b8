namespace Easel.Diffusion.Pipelines;

/// <summary>What a pipeline has opened.</summary>
/// <param name="Checkpoint">The file or folder.</param>
/// <param name="Device">Where it runs, for people.</param>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="Downsampling">Pixels of a picture per pixel of a latent, along each side.</param>
public sealed record PipelineSummary(string Checkpoint, string Device, int LatentChannels, int Downsampling);
