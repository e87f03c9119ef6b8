using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++ as a stochastic differential equation, one step at a time, after Lu et al. 2022, arXiv:2211.01095, as k-diffusion's <c>sample_dpmpp_sde</c>:
/// the guess at the noisy geometric middle of a step leads over all of it. Asks the model and draws noise twice, in the last step once and not at all.
/// </summary>
internal sealed class DpmPlusPlusSdeSampler(SigmaSchedule schedule, double eta) : SigmaSampler(schedule)
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

        double middle = Math.Sqrt(sigma * next);
        Tensor between = Move(middle, clean);
        Tensor target = Clean(between, middle, PredictBetween(middle, between, predictNoise));
        return (Move(next, target), clean, []);

        Tensor Move(double to, Tensor toward)
        {
            var step = AncestralStep.Of(sigma, to, eta);
            return AddNoise(Blend(step.Down / sigma, state.Latent, toward), step.Up, noise);
        }
    }
}
