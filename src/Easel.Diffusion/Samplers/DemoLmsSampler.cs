using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// Linear multistep of order 4, Liu et al. 2022, arXiv:2202.09778, on sigmas, as <c>LMSDiscreteScheduler</c> of diffusers 0.2.4 has it: even times from the
/// last to the first, whole or not, with sigmas interpolated between whole ones. Latents are x_0 + sigma noise. Draws no noise.
/// </summary>
internal sealed class DemoLmsSampler : Sampler
{
    private const int Order = 4;

    private readonly double[] _times;
    private readonly double[] _sigmas;

    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <exception cref="GenerationException">Steps are out of range.</exception>
    public DemoLmsSampler(NoiseSchedule schedule, int steps) : base(steps)
    {
        if (steps < 1 || steps > schedule.Times)
        {
            throw new GenerationException($"LMS cannot make {steps} steps; it can make 1 to {schedule.Times}.");
        }

        _times = new double[steps];
        _sigmas = new double[steps + 1]; // the last is 0: no noise is left
        double last = schedule.Times - 1;
        for (int i = 0; i < steps; i++)
        {
            _times[i] = i == 0 ? last : i == steps - 1 ? 0 : last + (i * (-last / (steps - 1)));
            _sigmas[i] = SigmaAt(schedule, _times[i]);
        }
    }

    /// <inheritdoc/>
    internal override double StartScale => _sigmas[0];

    /// <summary>The noise before each step, and after the last.</summary>
    internal ReadOnlySpan<double> Sigmas => _sigmas;

    /// <inheritdoc/>
    internal override NoiseLevel LevelAt(int step) => new(Signal: 1, _sigmas[step]);

    /// <summary>
    /// What the slopes at a step and before it are multiplied with: integrals from sigma_step to sigma_(step + 1) of the polynomials that are 1 at one of the
    /// sigmas and 0 at the others. They are of third degree at most, of which Gauss's rule with two points is exact.
    /// </summary>
    /// <param name="step">0 to the last.</param>
    /// <param name="order">How many slopes: 1 to step + 1.</param>
    /// <returns>The newest slope's first.</returns>
    internal double[] Coefficients(int step, int order)
    {
        double half = (_sigmas[step + 1] - _sigmas[step]) / 2;
        double middle = (_sigmas[step + 1] + _sigmas[step]) / 2;
        double away = half / Math.Sqrt(3);

        double[] coefficients = new double[order];
        for (int j = 0; j < order; j++)
        {
            coefficients[j] = half * (Polynomial(j, middle - away) + Polynomial(j, middle + away));
        }

        return coefficients;

        double Polynomial(int j, double sigma)
        {
            double product = 1;
            for (int k = 0; k < order; k++)
            {
                product *= k == j ? 1 : (sigma - _sigmas[step - k]) / (_sigmas[step - j] - _sigmas[step - k]);
            }

            return product;
        }
    }

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        Device device = state.Latent.Device;
        double sigma = _sigmas[state.Step];

        // The network was trained on latents of variance 1.
        Tensor scaled = device.Combine((float)(1 / Math.Sqrt((sigma * sigma) + 1)), state.Latent, 0, state.Latent);
        Tensor slope = predictNoise(scaled, (float)_times[state.Step]);

        IReadOnlyList<Tensor> slopes = [slope, .. state.History];
        double[] coefficients = Coefficients(state.Step, slopes.Count);
        Tensor latent = state.Latent;
        for (int j = 0; j < slopes.Count; j++)
        {
            latent = device.Combine(1, latent, (float)coefficients[j], slopes[j]);
        }

        return (latent, device.Combine(1, state.Latent, (float)-sigma, slope), [.. slopes.Take(Order - 1)]);
    }

    /// <summary>sqrt((1 - a_t) / a_t) in float32, as the original; between two whole times on the straight line, in float64.</summary>
    private static double SigmaAt(NoiseSchedule schedule, double time)
    {
        int below = (int)time;
        int above = Math.Min(below + 1, schedule.Times - 1);
        double share = time - below;
        return ((1 - share) * At(below)) + (share * At(above));

        float At(int t) => MathF.Sqrt((1 - schedule.Alphas[t]) / schedule.Alphas[t]);
    }
}
