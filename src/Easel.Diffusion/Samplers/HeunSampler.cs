using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>Heun's method, Karras et al. 2022, arXiv:2206.00364, algorithm 2: the mean of the slopes at both ends of a step. Asks the model twice, in the last step once.</summary>
internal sealed class HeunSampler(SigmaSchedule schedule) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        Device device = state.Latent.Device;
        double sigma = Schedule[state.Step];
        double next = Schedule[state.Step + 1];
        float way = (float)(next - sigma);

        Tensor predicted = PredictAt(state.Step, state.Latent, predictNoise);
        Tensor latent = device.Combine(1, state.Latent, way, predicted);
        if (next > 0)
        {
            Tensor ahead = PredictAt(state.Step + 1, latent, predictNoise);
            latent = device.Combine(1, state.Latent, way, device.Combine(0.5f, predicted, 0.5f, ahead));
        }

        return (latent, Clean(state.Latent, sigma, predicted), []);
    }
}
