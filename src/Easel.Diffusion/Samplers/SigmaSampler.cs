using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// A sampler on a schedule of sigmas, whose latents are x_0 + sigma noise, after Karras et al. 2022, arXiv:2206.00364, and k-diffusion. The formulas are
/// those of the papers with lambda = -log sigma, so that e^-h is the quotient of two sigmas.
/// </summary>
internal abstract class SigmaSampler(SigmaSchedule schedule) : Sampler(schedule.Count)
{
    /// <inheritdoc/>
    internal override double StartScale => schedule[0];

    /// <summary>sqrt(sigma^2 + 1) at the first sigma: where a run begins with noise of unit variance on a scale on which the variance stays 1.</summary>
    private protected double StartScaleOfUnitVariance => Math.Sqrt((schedule[0] * schedule[0]) + 1);

    /// <summary>Where the steps are.</summary>
    internal SigmaSchedule Schedule => schedule;

    /// <inheritdoc/>
    internal override NoiseLevel LevelAt(int step) => new(Signal: 1, schedule[step]);

    /// <summary>The model's guess of the noise in a latent before a step, or after it.</summary>
    private protected Tensor PredictAt(int step, Tensor latent, NoisePredictor predictNoise) => Predict(latent, schedule[step], schedule.TimeAt(step), predictNoise);

    /// <summary>The model's guess of the noise in a latent between two steps.</summary>
    private protected Tensor PredictBetween(double sigma, Tensor latent, NoisePredictor predictNoise) => Predict(latent, sigma, schedule.TimeOf(sigma), predictNoise);

    /// <summary>The finished latent, x - sigma noise.</summary>
    private protected static Tensor Clean(Tensor latent, double sigma, Tensor predicted) => latent.Device.Combine(1, latent, (float)-sigma, predicted);

    /// <summary>x + scale noise, with fresh noise; none is drawn for a scale of 0.</summary>
    private protected static Tensor AddNoise(Tensor latent, double scale, LatentNoise noise)
        => scale > 0 ? latent.Device.Combine(1, latent, (float)scale, noise.Draw(latent.Device)) : latent;

    /// <summary>share x + (1 - share) clean</summary>
    private protected static Tensor Blend(double share, Tensor latent, Tensor clean) => latent.Device.Combine((float)share, latent, (float)(1 - share), clean);

    // The network was trained on latents of variance 1.
    private static Tensor Predict(Tensor latent, double sigma, float time, NoisePredictor predictNoise)
        => predictNoise(latent.Device.Combine((float)(1 / Math.Sqrt((sigma * sigma) + 1)), latent, 0, latent), time);
}
