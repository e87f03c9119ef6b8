using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// PLMS, Liu et al. 2022, arXiv:2202.09778: DDIM's step with the predicted noise extrapolated from up to three earlier ones (Adams-Bashforth). The first step
/// asks the model twice. Noise is drawn and not used, once per step and once more in the first, as in the original.
/// </summary>
internal sealed class PlmsSampler(DdimSchedule schedule) : Sampler(schedule.Count)
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

        Tensor blended;
        if (state.History.Count == 0)
        {
            // Improved Euler: the mean of the noise here and after a trial step.
            (Tensor trial, _) = DdimSampler.Move(schedule, index, state.Latent, predicted, noise);
            Tensor ahead = predictNoise(trial, schedule.Times[Math.Max(index - 1, 0)]);
            blended = trial.Device.Combine(0.5f, predicted, 0.5f, ahead);
        }
        else
        {
            blended = Extrapolate(predicted, state.History);
        }

        (Tensor latent, Tensor clean) = DdimSampler.Move(schedule, index, state.Latent, blended, noise);
        return (latent, clean, [predicted, .. state.History.Take(2)]);
    }

    /// <summary>Adams-Bashforth of order 2, 3 or 4.</summary>
    /// <param name="e">The noise predicted now.</param>
    /// <param name="earlier">Up to three predicted before, newest first; one or more.</param>
    internal static Tensor Extrapolate(Tensor e, IReadOnlyList<Tensor> earlier)
    {
        Device device = e.Device;
        switch (earlier.Count)
        {
            case 1:
                return device.Combine(3f / 2, e, -1f / 2, earlier[0]);
            case 2:
                return device.Combine(1, device.Combine(23f / 12, e, -16f / 12, earlier[0]), 5f / 12, earlier[1]);
            default:
                Tensor newer = device.Combine(55f / 24, e, -59f / 24, earlier[0]);
                Tensor older = device.Combine(37f / 24, earlier[1], -9f / 24, earlier[2]);
                return device.Combine(1, newer, 1, older);
        }
    }
}
