namespace Easel.Diffusion.Runs;

/// <summary>What identifies a picture and the way to it: see <see cref="Digest"/>.</summary>
/// <param name="Latents">of its latent after each step taken, [height, width, channels]</param>
/// <param name="Decoded">of the decoder's output, [height, width, 3], before anything is rounded</param>
public sealed record PictureDigests(IReadOnlyList<string> Latents, string Decoded);
