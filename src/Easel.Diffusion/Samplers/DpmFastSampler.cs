using Easel.Diffusion.Numerics;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-fast, Lu et al. 2022, arXiv:2206.00927, appendix D.3, as k-diffusion's <c>sample_dpm_fast</c>: steps of third order, at the end of lower order, so
/// that all of them together ask the model a given number of times. Ends at the lowest trained sigma.
/// </summary>
/// <param name="schedule">Where the steps are: as many as <see cref="StepsFor"/> says, even in log sigma, the last sigma above 0.</param>
/// <param name="calls">How often the model is asked.</param>
/// <param name="eta">Fresh noise: 0 none, 1 as much as ancestral samplers.</param>
internal sealed class DpmFastSampler(SigmaSchedule schedule, int calls, double eta) : SigmaSampler(schedule)
{
    private const int MostCalls = 3;

    /// <summary>How many steps ask the model so many times.</summary>
    /// <param name="calls">1 or more.</param>
    public static int StepsFor(int calls) => (calls / MostCalls) + 1;

    /// <summary>How often a step asks the model: three times; the last step once or twice, the one before it twice where otherwise nothing would be left for the last.</summary>
    internal int OrderOf(int step)
    {
        int rest = calls - (step * MostCalls);
        return rest <= 0 ? 1 : rest == MostCalls ? MostCalls - 1 : Math.Min(rest, MostCalls);
    }

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        double sigma = Schedule[state.Step];
        double next = Schedule[state.Step + 1];

        // Not below the end of the run: what would be is left out.
        double down = Math.Max(AncestralStep.Of(sigma, next, eta).Down, Schedule[StepCount]);
        Tensor predicted = PredictAt(state.Step, state.Latent, predictNoise);
        Tensor latent = OrderOf(state.Step) switch
        {
            1 => Move(state.Latent, sigma, down, predicted),
            2 => Second(state.Latent, sigma, down, predicted, predictNoise),
            _ => Third(state.Latent, sigma, down, predicted, predictNoise),
        };
        return (AddNoise(latent, Math.Sqrt(Math.Max((next * next) - (down * down), 0)), noise), Clean(state.Latent, sigma, predicted), []);
    }

    /// <summary>DPM-Solver-2, algorithm 4 of the paper: asks at the middle.</summary>
    private Tensor Second(Tensor latent, double sigma, double to, Tensor predicted, NoisePredictor predictNoise)
    {
        double middle = Math.Sqrt(sigma * to);
        return Move(latent, sigma, to, PredictBetween(middle, Move(latent, sigma, middle, predicted), predictNoise));
    }

    /// <summary>DPM-Solver-3, algorithm 5 of the paper: asks at one and two thirds.</summary>
    private Tensor Third(Tensor latent, double sigma, double to, Tensor predicted, NoisePredictor predictNoise)
    {
        double length = DeterministicMath.Log(sigma / to);
        double third = sigma * DeterministicMath.Exp(-length / 3);
        double twoThirds = sigma * DeterministicMath.Exp(-2 * length / 3);

        Tensor first = PredictBetween(third, Move(latent, sigma, third, predicted), predictNoise);
        Tensor there = Bend(Move(latent, sigma, twoThirds, predicted), 2 * Curve(sigma, twoThirds, 2 * length / 3), predicted, first);
        Tensor second = PredictBetween(twoThirds, there, predictNoise);
        return Bend(Move(latent, sigma, to, predicted), 1.5 * Curve(sigma, to, length), predicted, second);
    }

    /// <summary>sigma' ((e^h - 1) / h - 1), where e^h is sigma / sigma'.</summary>
    private static double Curve(double sigma, double to, double length) => ((sigma - to) / length) - to;

    /// <summary>Along a slope from a sigma to another.</summary>
    private static Tensor Move(Tensor latent, double from, double to, Tensor slope) => latent.Device.Combine(1, latent, (float)(to - from), slope);

    /// <summary>x - weight (later - earlier)</summary>
    private static Tensor Bend(Tensor latent, double weight, Tensor earlier, Tensor later)
    {
        Device device = latent.Device;
        return device.Combine(1, latent, (float)-weight, device.Combine(1, later, -1, earlier));
    }
}
