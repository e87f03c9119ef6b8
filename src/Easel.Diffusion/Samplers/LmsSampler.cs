using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// Linear multistep of order 4 (Adams-Bashforth on uneven steps), as k-diffusion's <c>sample_lms</c>: the polynomial through the last four slopes is integrated
/// over the step. The first steps have fewer.
/// </summary>
internal sealed class LmsSampler(SigmaSchedule schedule) : SigmaSampler(schedule)
{
    private const int Order = 4;

    /// <summary>What the last slopes are multiplied with, newest first.</summary>
    /// <param name="step">The step.</param>
    /// <param name="order">How many slopes, 1 to 4, and to step + 1.</param>
    internal double[] Coefficients(int step, int order)
    {
        // Gauss-Legendre's two places, exact up to third degree.
        double from = Schedule[step];
        double to = Schedule[step + 1];
        double middle = (from + to) / 2;
        double half = (to - from) / 2;
        double away = half / Math.Sqrt(3);

        double[] coefficients = new double[order];
        for (int j = 0; j < order; j++)
        {
            coefficients[j] = half * (Basis(j, middle - away) + Basis(j, middle + away));
        }

        return coefficients;

        // Lagrange's polynomial: 1 at the j-th of the last sigmas, 0 at the others.
        double Basis(int j, double sigma)
        {
            double product = 1;
            for (int k = 0; k < order; k++)
            {
                product *= k == j ? 1 : (sigma - Schedule[step - k]) / (Schedule[step - j] - Schedule[step - k]);
            }

            return product;
        }
    }

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        Tensor predicted = PredictAt(state.Step, state.Latent, predictNoise);
        Tensor[] slopes = [predicted, .. state.History];
        double[] coefficients = Coefficients(state.Step, slopes.Length);

        Tensor latent = state.Latent;
        for (int j = slopes.Length - 1; j >= 0; j--)
        {
            latent = latent.Device.Combine(1, latent, (float)coefficients[j], slopes[j]);
        }

        return (latent, Clean(state.Latent, Schedule[state.Step], predicted), [.. slopes.Take(Order - 1)]);
    }
}
