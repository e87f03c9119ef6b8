namespace Easel.Diffusion.Samplers;

/// <summary>How much of a finished latent and of noise, in standard deviations, a latent between two steps is made of.</summary>
/// <param name="Signal">What a finished latent is multiplied with: sqrt(a_t), or 1 for samplers that count in sigmas.</param>
/// <param name="Noise">What noise of unit variance is multiplied with: sqrt(1 - a_t), or sigma.</param>
internal readonly record struct NoiseLevel(double Signal, double Noise);
