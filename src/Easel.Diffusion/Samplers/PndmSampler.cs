using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// PNDM without its Runge-Kutta steps, Liu et al. 2022, arXiv:2202.09778, as diffusers' <c>PNDMScheduler</c> with <c>skip_prk_steps</c>, <c>steps_offset</c> 1
/// and <c>set_alpha_to_one</c> false has it: the steps of PLMS, without noise that is drawn and not used. The first step asks the model twice.
/// </summary>
internal sealed class PndmSampler(DdimSchedule schedule) : Sampler(schedule.Count)
{
    /// <inheritdoc/>
    internal override NoiseLevel LevelAt(int step) => schedule.LevelAt(step);

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        int index = StepCount - 1 - state.Step;
        Tensor predicted = predictNoise(state.Latent, schedule.Times[index]);
        Tensor blended = state.History.Count > 0 ? PlmsSampler.Extrapolate(predicted, state.History) : Mean(index, state.Latent, predicted, predictNoise);

        (Tensor latent, Tensor clean) = DdimSampler.MoveWithoutNoise(schedule, index, state.Latent, blended);
        return (latent, clean, [predicted, .. state.History.Take(2)]);
    }

    /// <summary>Improved Euler: of the noise here and after a trial step.</summary>
    private Tensor Mean(int index, Tensor latent, Tensor predicted, NoisePredictor predictNoise)
    {
        (Tensor trial, _) = DdimSampler.MoveWithoutNoise(schedule, index, latent, predicted);
        Tensor ahead = predictNoise(trial, schedule.Times[Math.Max(index - 1, 0)]);
        return latent.Device.Combine(0.5f, predicted, 0.5f, ahead);
    }
}
