using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++ (2S), Lu et al. 2022, arXiv:2211.01095, algorithm 1, with fresh noise in each step if eta is above 0, as k-diffusion's
/// <c>sample_dpmpp_2s_ancestral</c>. Asks the model twice, where a step ends without noise once.
/// </summary>
internal sealed class DpmPlusPlus2SSampler(SigmaSchedule schedule, double eta) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        double sigma = Schedule[state.Step];
        var step = AncestralStep.Of(sigma, Schedule[state.Step + 1], eta);

        Tensor clean = Clean(state.Latent, sigma, PredictAt(state.Step, state.Latent, predictNoise));
        Tensor target = clean;
        if (step.Down > 0)
        {
            double middle = Math.Sqrt(sigma * step.Down);
            Tensor between = Blend(middle / sigma, state.Latent, clean);
            target = Clean(between, middle, PredictBetween(middle, between, predictNoise));
        }

        Tensor moved = Blend(step.Down / sigma, state.Latent, target);
        return (AddNoise(moved, step.Up, noise), clean, []);
    }
}
