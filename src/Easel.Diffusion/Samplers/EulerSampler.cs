using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// Euler's method, Karras et al. 2022, arXiv:2206.00364, algorithm 2 without its second order; with fresh noise in each step if eta is above 0, as
/// k-diffusion's <c>sample_euler_ancestral</c>.
/// </summary>
internal class EulerSampler(SigmaSchedule schedule, double eta) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        double sigma = Schedule[state.Step];
        var step = AncestralStep.Of(sigma, Schedule[state.Step + 1], eta);

        Tensor predicted = PredictAt(state.Step, state.Latent, predictNoise);
        Tensor moved = state.Latent.Device.Combine(1, state.Latent, (float)(step.Down - sigma), predicted);
        return (AddNoise(moved, step.Up, noise), Clean(state.Latent, sigma, predicted), []);
    }
}
