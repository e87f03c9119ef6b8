using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Schedules;

/// <summary>
/// A model's noise levels as sigmas, sqrt((1 - a_t) / a_t): x = x_0 + sigma noise, of which the model sees x / sqrt(sigma^2 + 1). Between two trained times the
/// logarithm of sigma is linear, as in k-diffusion's <c>DiscreteSchedule</c>.
/// </summary>
internal sealed class TrainedSigmas
{
    private readonly double[] _sigmas;
    private readonly double[] _logarithms;

    /// <param name="schedule">The model's.</param>
    public TrainedSigmas(NoiseSchedule schedule)
    {
        _sigmas = new double[schedule.Times];
        _logarithms = new double[schedule.Times];
        for (int t = 0; t < schedule.Times; t++)
        {
            double alpha = schedule.Alphas[t];
            _sigmas[t] = Math.Sqrt((1 - alpha) / alpha);
            _logarithms[t] = DeterministicMath.Log(_sigmas[t]);
        }
    }

    /// <summary>The times a model was trained for.</summary>
    public int Times => _sigmas.Length;

    /// <summary>Sigma at the first trained time.</summary>
    public double Lowest => _sigmas[0];

    /// <summary>Sigma at the last trained time.</summary>
    public double Highest => _sigmas[^1];

    /// <summary>Sigma at a trained time.</summary>
    public double this[int time] => _sigmas[time];

    /// <summary>Sigma at a time, whole or not.</summary>
    /// <param name="time">0 to <see cref="Times"/> - 1.</param>
    public double SigmaAt(double time)
    {
        int below = Math.Min((int)time, Times - 1);
        double share = time - below;
        return share == 0 ? _sigmas[below] : DeterministicMath.Exp(_logarithms[below] + (share * (_logarithms[below + 1] - _logarithms[below])));
    }

    /// <summary>The time of a sigma, whole or not; the nearest trained one if it is below or above all of them.</summary>
    /// <param name="sigma">Above 0.</param>
    public double TimeAt(double sigma)
    {
        double logarithm = DeterministicMath.Log(sigma);
        int found = Array.BinarySearch(_logarithms, logarithm);
        if (found >= 0)
        {
            return found;
        }

        int below = Math.Clamp(~found - 1, 0, Times - 2);
        double share = (logarithm - _logarithms[below]) / (_logarithms[below + 1] - _logarithms[below]);
        return below + Math.Clamp(share, 0, 1);
    }
}
