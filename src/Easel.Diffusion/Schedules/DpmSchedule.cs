using Easel.Diffusion.Numerics;
using Easel.Tensors;

namespace Easel.Diffusion.Schedules;

/// <summary>
/// The times that DPM-Solver visits, evenly from 1 down to 1 / times, where the n-th trained time is (n + 1) / times and log a_t is linear in between.
/// Lu et al. 2022, arXiv:2206.00927, appendix D.
/// </summary>
internal sealed class DpmSchedule
{
    private readonly double[] _logAlphas;
    private readonly Point[] _points;

    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 or more.</param>
    public DpmSchedule(NoiseSchedule schedule, int steps)
    {
        _logAlphas = new double[schedule.Times];
        for (int n = 0; n < schedule.Times; n++)
        {
            _logAlphas[n] = 0.5 * DeterministicMath.Log(schedule.Alphas[n]);
        }

        _points = new Point[steps + 1];
        for (int i = 0; i <= steps; i++)
        {
            _points[i] = At(ContinuousTime(i, steps));
        }
    }

    /// <summary>Where step i begins and step i - 1 ends.</summary>
    public Point this[int i] => _points[i];

    /// <summary>
    /// 1 - i (1 - 1 / times) / steps in float32, to the bit as torch.linspace counts with AVX2: from the nearer end, but by eights
    /// from a block's first element as long as two blocks are left.
    /// </summary>
    private float ContinuousTime(int i, int steps)
    {
        const int Block = 8;

        float end = 1f / _logAlphas.Length;
        float step = (end - 1) / steps;
        int points = steps + 1;
        int first = i < points / (2 * Block) * (2 * Block) ? i / Block * Block : i;
        float begin = first < points / 2 ? FusedMultiplyAdd.Of(step, first, 1) : FusedMultiplyAdd.Of(-step, steps - first, end);
        return begin + (step * (i - first));
    }

    private Point At(float time)
    {
        int times = _logAlphas.Length;
        double place = Math.Clamp(((double)time * times) - 1, 0, times - 1);
        int below = Math.Min((int)place, times - 2);
        double logAlpha = _logAlphas[below] + ((place - below) * (_logAlphas[below + 1] - _logAlphas[below]));

        double variance = -DeterministicMath.Expm1(2 * logAlpha);
        float modelTime = (time - (1f / times)) * 1000;
        return new Point(modelTime, DeterministicMath.Exp(logAlpha), Math.Sqrt(variance), logAlpha - (0.5 * DeterministicMath.Log(variance)));
    }

    /// <summary>What is known of a time.</summary>
    /// <param name="ModelTime">The time as the model counts it, not a whole number.</param>
    /// <param name="Alpha">The image's share of the latent, sqrt(a_t).</param>
    /// <param name="Sigma">The noise's share of the latent, sqrt(1 - a_t).</param>
    /// <param name="Lambda">log(alpha / sigma)</param>
    internal readonly record struct Point(float ModelTime, double Alpha, double Sigma, double Lambda);
}
