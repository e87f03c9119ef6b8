using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// PNDM without Runge-Kutta steps, Liu et al. 2022, arXiv:2202.09778, as <c>PNDMScheduler</c> of diffusers 0.2.4 with <c>skip_prk_steps</c> and an offset of 1
/// has it. Draws no noise.
/// </summary>
/// <remarks>
/// Times are 1, 1 + c, 1 + 2c … below 1001 with c = 1000 / steps in whole numbers, from the last to the first, and the second of them comes twice: the first
/// two steps are one step of the improved Euler method. A run that begins with a picture makes its first step twice, too, but has left out the time that comes
/// twice: each later step takes its latent for less noisy by a step than it is, and a little noise stays in the end. As in the original.
/// </remarks>
internal sealed class DemoPndmSampler : Sampler
{
    private readonly NoiseSchedule _schedule;
    private readonly int _asked;
    private readonly int _stride;
    private readonly int[] _times;

    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <exception cref="GenerationException">Steps are out of range.</exception>
    public DemoPndmSampler(NoiseSchedule schedule, int steps) : this(schedule, steps, TimesOf(schedule, steps))
    {
    }

    private DemoPndmSampler(NoiseSchedule schedule, int steps, int[] times) : base(times.Length)
    {
        _schedule = schedule;
        _asked = steps;
        _stride = schedule.Times / steps;
        _times = times;
    }

    /// <summary>The model's time of each step.</summary>
    internal ReadOnlySpan<int> Times => _times;

    /// <inheritdoc/>
    internal override NoiseLevel LevelAt(int step) => LevelOf(AlphaAt(step == StepCount ? 0 : _times[step]));

    /// <summary>
    /// One step more than (int)(strength * steps), of the steps that were asked for; but its noise is the level before the last so many of all steps, of which
    /// there can be more. As in the original.
    /// </summary>
    /// <param name="strength">0 to 1.</param>
    internal override SamplerStart StartFor(double strength)
    {
        int taken = Math.Min((int)(strength * _asked) + 1, _asked);
        return new SamplerStart(_asked - taken + 1, LevelAt(StepCount - taken));
    }

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        int time = _times[state.Step];
        Tensor predicted = predictNoise(state.Latent, time);
        switch (state.Step - state.First)
        {
            case 0:
                return Move(state.Latent, predicted, time, time - _stride, [predicted, state.Latent]);
            case 1:
                // The first step again, from where it began, with the mean of the noise at both of its ends.
                Tensor mean = predicted.Device.Combine(0.5f, predicted, 0.5f, state.History[0]);
                return Move(state.History[1], mean, time + _stride, time, [state.History[0]]);
            default:
                Tensor ahead = PlmsSampler.Extrapolate(predicted, state.History);
                return Move(state.Latent, ahead, time, time - _stride, [predicted, .. state.History.Take(2)]);
        }
    }

    /// <summary>From a time to another, given the noise in the latent: eq. 9 of the paper.</summary>
    private (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Move(Tensor latent, Tensor predicted, int from, int to, IReadOnlyList<Tensor> history)
    {
        Device device = latent.Device;
        double alpha = AlphaAt(from);
        double alphaTo = AlphaAt(to);

        double divisor = (alpha * Math.Sqrt(1 - alphaTo)) + Math.Sqrt(alpha * (1 - alpha) * alphaTo);
        Tensor moved = device.Combine((float)Math.Sqrt(alphaTo / alpha), latent, (float)(-(alphaTo - alpha) / divisor), predicted);

        double scale = 1 / Math.Sqrt(alpha);
        Tensor clean = device.Combine((float)scale, latent, (float)(-scale * Math.Sqrt(1 - alpha)), predicted);
        return (moved, clean, history);
    }

    /// <summary>a_t; of the nearest time that the model knows, where the original fails.</summary>
    private double AlphaAt(int time) => _schedule.Alphas[Math.Clamp(time, 0, _schedule.Times - 1)];

    private static NoiseLevel LevelOf(double alpha) => new(Math.Sqrt(alpha), Math.Sqrt(1 - alpha));

    private static int[] TimesOf(NoiseSchedule schedule, int steps)
    {
        SamplerTraits.Of(SamplerKind.DemoPndm).RequireSteps(steps, schedule.Times);
        int stride = schedule.Times / steps;
        int count = (schedule.Times + stride - 1) / stride;
        int[] falling = [.. Enumerable.Range(1, count).Select(i => Math.Min(((count - i) * stride) + 1, schedule.Times - 1))];
        return count == 1 ? falling : [falling[0], falling[1], .. falling[1..]];
    }
}
