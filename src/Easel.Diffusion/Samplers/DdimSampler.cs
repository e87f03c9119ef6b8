using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>DDIM, Song et al. 2020, eq. 12. arXiv:2010.02502. Draws noise once per step, also where eta is 0 and nothing comes of it, as the original does.</summary>
internal sealed class DdimSampler(DdimSchedule schedule) : Sampler(schedule.Count)
{
    /// <inheritdoc/>
    internal override NoiseLevel LevelAt(int step) => schedule.LevelAt(step);

    /// <inheritdoc/>
    internal override SamplerStart StartFor(double strength) => schedule.StartFor(strength);

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        int index = StepCount - 1 - state.Step;
        Tensor predicted = predictNoise(state.Latent, schedule.Times[index]);
        (Tensor latent, Tensor clean) = Move(schedule, index, state.Latent, predicted, noise);
        return (latent, clean, []);
    }

    /// <summary>From a time to the one below, given the noise in the latent: the next latent, and the guess of the finished one. Draws noise, whether it is used or not.</summary>
    internal static (Tensor Latent, Tensor Clean) Move(DdimSchedule schedule, int index, Tensor latent, Tensor predicted, LatentNoise noise)
    {
        (Tensor moved, Tensor clean) = MoveWithoutNoise(schedule, index, latent, predicted);
        double sigma = schedule.Sigmas[index];
        if (sigma == 0)
        {
            noise.Pass();
            return (moved, clean);
        }

        return (latent.Device.Combine(1, moved, (float)sigma, noise.Draw(latent.Device)), clean);
    }

    /// <summary>The part of <see cref="Move"/> before fresh noise is added.</summary>
    internal static (Tensor Latent, Tensor Clean) MoveWithoutNoise(DdimSchedule schedule, int index, Tensor latent, Tensor predicted)
    {
        Device device = latent.Device;
        double alpha = schedule.Alphas[index];
        double alphaBefore = schedule.AlphasBefore[index];
        double sigma = schedule.Sigmas[index];

        double scale = 1 / Math.Sqrt(alpha);
        Tensor clean = device.Combine((float)scale, latent, (float)(-scale * Math.Sqrt(1 - alpha)), predicted);
        return (device.Combine((float)Math.Sqrt(alphaBefore), clean, (float)Math.Sqrt(1 - alphaBefore - (sigma * sigma)), predicted), clean);
    }
}
