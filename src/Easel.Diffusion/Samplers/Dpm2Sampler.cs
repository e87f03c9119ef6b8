using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-2, Lu et al. 2022, arXiv:2206.00927, in the form of k-diffusion's <c>sample_dpm_2</c>: the whole step is taken with the slope at its geometric
/// middle. With fresh noise if eta is above 0. Asks the model twice, where a step ends without noise once.
/// </summary>
internal sealed class Dpm2Sampler(SigmaSchedule schedule, double eta) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        Device device = state.Latent.Device;
        double sigma = Schedule[state.Step];
        var step = AncestralStep.Of(sigma, Schedule[state.Step + 1], eta);

        Tensor predicted = PredictAt(state.Step, state.Latent, predictNoise);
        Tensor slope = predicted;
        if (step.Down > 0)
        {
            double middle = Math.Sqrt(sigma * step.Down);
            slope = PredictBetween(middle, device.Combine(1, state.Latent, (float)(middle - sigma), predicted), predictNoise);
        }

        Tensor moved = device.Combine(1, state.Latent, (float)(step.Down - sigma), slope);
        return (AddNoise(moved, step.Up, noise), Clean(state.Latent, sigma, predicted), []);
    }
}
