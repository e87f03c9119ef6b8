using Easel.Diffusion.Numerics;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++ (2M) where eta is 0, and SDE-DPM-Solver++ (2M) above, Lu et al. 2022, arXiv:2211.01095, as k-diffusion's
/// <c>sample_dpmpp_2m</c> and <c>sample_dpmpp_2m_sde</c>. The first step of a run and the last are of first order.
/// </summary>
/// <param name="schedule">Where the steps are.</param>
/// <param name="eta">Fresh noise: 0 none, 1 as much as the paper.</param>
/// <param name="isHeun">How the earlier guess counts: by the integral of a line through both, or, if not, as at the midpoint. Differs in the third order.</param>
internal sealed class DpmPlusPlus2MSampler(SigmaSchedule schedule, double eta, bool isHeun) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        Device device = state.Latent.Device;
        double sigma = Schedule[state.Step];
        double next = Schedule[state.Step + 1];
        Tensor clean = Clean(state.Latent, sigma, PredictAt(state.Step, state.Latent, predictNoise));
        if (next == 0)
        {
            return (Blend(0, state.Latent, clean), clean, []);
        }

        SdeStep step = new(sigma, next, eta);
        Tensor latent = Blend(step.Keep, state.Latent, clean);
        if (state.History.Count > 0)
        {
            double ratio = DeterministicMath.Log(Schedule[state.Step - 1] / sigma) / step.Length;
            double taken = 1 - step.Keep;
            double weight = (isHeun ? 1 - (taken / step.Reach) : taken / 2) / ratio;
            latent = device.Combine(1, latent, (float)weight, device.Combine(1, clean, -1, state.History[0]));
        }

        return (AddNoise(latent, step.Fresh, noise), clean, [clean]);
    }
}
