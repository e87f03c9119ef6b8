using Easel.Diffusion.Numerics;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>SDE-DPM-Solver++ of third order, after Lu et al. 2022, arXiv:2211.01095, as k-diffusion's <c>sample_dpmpp_3m_sde</c>. A run's first steps are of lower order, and the last is.</summary>
internal sealed class DpmPlusPlus3MSampler(SigmaSchedule schedule, double eta) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
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
            latent = Correct(latent, clean, state, step);
        }

        return (AddNoise(latent, step.Fresh, noise), clean, [clean, .. state.History.Take(1)]);
    }

    /// <summary>Adds the first derivative of the guess, and the second if there are three guesses, each with its integral over the step.</summary>
    private Tensor Correct(Tensor latent, Tensor clean, SamplerState state, SdeStep step)
    {
        Device device = latent.Device;
        double phi2 = 1 - ((1 - step.Keep) / step.Reach);
        double ratio0 = LengthBefore(state.Step) / step.Length;
        Tensor slope = Difference(clean, state.History[0], ratio0);
        if (state.History.Count == 1)
        {
            return device.Combine(1, latent, (float)phi2, slope);
        }

        double ratio1 = LengthBefore(state.Step - 1) / step.Length;
        double phi3 = (phi2 / step.Reach) - 0.5;
        Tensor change = Difference(slope, Difference(state.History[0], state.History[1], ratio1), ratio0 + ratio1);
        Tensor slopeHere = device.Combine(1, slope, (float)ratio0, change);
        return device.Combine(1, device.Combine(1, latent, (float)phi2, slopeHere), (float)-phi3, change);

        double LengthBefore(int i) => DeterministicMath.Log(Schedule[i - 1] / Schedule[i]);

        Tensor Difference(Tensor newer, Tensor older, double over) => device.Combine((float)(1 / over), newer, (float)(-1 / over), older);
    }
}
