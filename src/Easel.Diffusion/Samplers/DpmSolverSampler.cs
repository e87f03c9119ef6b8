using Easel.Diffusion.Numerics;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>DPM-Solver++ (2M), Lu et al. 2022, algorithm 2, arXiv:2211.01095, at even times. Draws no noise.</summary>
internal sealed class DpmSolverSampler : Sampler
{
    // From so many steps on the last one is of second order, too; with fewer that is unstable. As in the original.
    private const int StepsForSecondOrderEnd = 15;

    private readonly DpmSchedule _schedule;

    public DpmSolverSampler(NoiseSchedule schedule, int steps) : base(steps)
    {
        if (steps < 2 || steps > schedule.Times)
        {
            throw new GenerationException($"DPM-Solver cannot make {steps} steps; it can make 2 to {schedule.Times}.");
        }

        _schedule = new DpmSchedule(schedule, steps);
    }

    /// <inheritdoc/>
    internal override NoiseLevel LevelAt(int step) => new(_schedule[step].Alpha, _schedule[step].Sigma);

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        Device device = state.Latent.Device;
        DpmSchedule.Point from = _schedule[state.Step];
        DpmSchedule.Point to = _schedule[state.Step + 1];

        Tensor predicted = predictNoise(state.Latent, from.ModelTime);
        Tensor clean = device.Combine((float)(1 / from.Alpha), state.Latent, (float)(-from.Sigma / from.Alpha), predicted);

        double h = to.Lambda - from.Lambda;
        Tensor target = clean;
        bool isLast = state.Step == StepCount - 1;
        if (state.History.Count > 0 && !(isLast && StepCount < StepsForSecondOrderEnd))
        {
            double reach = h / (2 * (from.Lambda - _schedule[state.Step - 1].Lambda));
            target = device.Combine((float)(1 + reach), clean, (float)-reach, state.History[0]);
        }

        double keep = to.Sigma / from.Sigma;
        double take = -to.Alpha * DeterministicMath.Expm1(-h);
        return (device.Combine((float)keep, state.Latent, (float)take, target), clean, [clean]);
    }
}
