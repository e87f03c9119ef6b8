using Easel.Diffusion.Numerics;
using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// UniPC, Zhao et al. 2023, arXiv:2302.04867, multistep and in terms of finished latents. Each step first corrects where the last one led by
/// what the model says there, then goes on. Orders are lower in a run's first steps and, so that it stays stable, in its last, as the authors'
/// <c>lower_order_final</c> has it.
/// </summary>
/// <param name="schedule">Where the steps are.</param>
/// <param name="order">Of the predictor, 1 to 3; the corrector's is one higher.</param>
/// <param name="basis">B(h) of the paper.</param>
internal sealed class UniPcSampler(SigmaSchedule schedule, int order, UniPcBasis basis) : SigmaSampler(schedule)
{
    /// <inheritdoc/>
    internal override double StartScale => StartScaleOfUnitVariance;

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        int step = state.Step;
        Tensor clean = Clean(state.Latent, Schedule[step], PredictAt(step, state.Latent, predictNoise));

        // The history is earlier guesses, newest first, and behind them where the last step began.
        Tensor[] earlier = [.. state.History.Take(state.History.Count - 1)];
        Tensor latent = state.Latent;
        if (earlier.Length > 0)
        {
            int correctorOrder = Math.Min(earlier.Length, StepCount - step + 1);
            latent = Move(step - 1, state.History[^1], earlier.AsSpan(0, correctorOrder), clean);
        }

        Tensor[] guesses = [clean, .. earlier.Take(order - 1)];
        int predictorOrder = Math.Min(guesses.Length, StepCount - step);
        return (Move(step, latent, guesses.AsSpan(0, predictorOrder), ahead: null), clean, [.. guesses, latent]);
    }

    /// <summary>The step from a place on: predicted, or, with the guess at its end, corrected.</summary>
    /// <param name="step">The place.</param>
    /// <param name="latent">There.</param>
    /// <param name="guesses">There and before, newest first.</param>
    /// <param name="ahead">At the end of the step.</param>
    private Tensor Move(int step, Tensor latent, ReadOnlySpan<Tensor> guesses, Tensor? ahead)
    {
        double sigma = Schedule[step];
        double next = Schedule[step + 1];
        Tensor moved = Blend(next / sigma, latent, guesses[0]);
        if (next == 0)
        {
            return moved;
        }

        // Places of the other guesses, in steps from here; the end of this one is 1.
        double length = DeterministicMath.Log(sigma / next);
        int others = guesses.Length - 1;
        double[] places = new double[ahead is null ? others : others + 1];
        for (int i = 0; i < others; i++)
        {
            places[i] = DeterministicMath.Log(sigma / Schedule[step - i - 1]) / length;
        }

        if (ahead is not null)
        {
            places[others] = 1;
        }

        double[] weights = UniPcWeights.Of(places, length, basis);
        for (int i = 0; i < places.Length; i++)
        {
            double weight = weights[i] / places[i];
            Tensor guess = i < others ? guesses[i + 1] : ahead!;
            moved = moved.Device.Combine(1, moved, (float)weight, moved.Device.Combine(1, guess, -1, guesses[0]));
        }

        return moved;
    }
}
