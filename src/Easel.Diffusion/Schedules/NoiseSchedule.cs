using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Schedules;

/// <summary>How much of an image is left at each time that a model was trained for: x_t = sqrt(a_t) x_0 + sqrt(1 - a_t) noise. Ho et al. 2020, arXiv:2006.11239</summary>
public sealed class NoiseSchedule
{
    private readonly float[] _alphas;

    /// <summary>The schedule a checkpoint brings along, its <c>alphas_cumprod</c>.</summary>
    /// <param name="alphas">a_0 to a_(times - 1), each in ]0, 1[ and below the one before. 2 or more.</param>
    /// <exception cref="ArgumentException">They are not such.</exception>
    public NoiseSchedule(ReadOnlySpan<float> alphas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(alphas.Length, 2, nameof(alphas));
        for (int t = 0; t < alphas.Length; t++)
        {
            float before = t == 0 ? 1 : alphas[t - 1];
            if (!(alphas[t] > 0 && alphas[t] < before))
            {
                throw new ArgumentException($"Alpha {t} of {alphas.Length} is {alphas[t]}; wanted is a number above 0 and below the {before} before it.", nameof(alphas));
            }
        }

        _alphas = alphas.ToArray();
    }

    /// <summary>The times a model was trained for: 0 to Times - 1.</summary>
    public int Times => _alphas.Length;

    /// <summary>What it was computed from; none if it was given number by number.</summary>
    public ScheduleOrigin? Origin { get; private init; }

    /// <summary>The schedule of an origin.</summary>
    /// <param name="origin">The rule and its numbers.</param>
    /// <param name="times">2 or more.</param>
    /// <exception cref="ArgumentException">A variance is out of range, or nothing is left of the image before the last time.</exception>
    public static NoiseSchedule Of(ScheduleOrigin origin, int times = 1000)
    {
        ArgumentNullException.ThrowIfNull(origin);

        return origin.Rule switch
        {
            BetaRule.StableDiffusion => Linear(origin.Start, origin.End, times),
            BetaRule.Linear or BetaRule.ScaledLinear => OfDiffusers(origin.Start, origin.End, origin.Rule == BetaRule.ScaledLinear, times),
            BetaRule.SquaredCosine => SquaredCosine(times),
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "No such rule."),
        };
    }

    /// <summary>a_0, a_1 …: the share of the image's variance that is left.</summary>
    public ReadOnlySpan<float> Alphas => _alphas;

    /// <summary>The schedule of Stable Diffusion's configuration files, named <c>linear</c> there: variances whose square roots rise linearly.</summary>
    /// <param name="start">The variance added at the first time, in ]0, 1[; <c>linear_start</c>.</param>
    /// <param name="end">The variance added at the last time, in ]0, 1[; <c>linear_end</c>.</param>
    /// <param name="times">2 or more; <c>timesteps</c>.</param>
    public static NoiseSchedule Linear(double start = 0.00085, double end = 0.0120, int times = 1000) // Rombach et al. 2022, v1-inference.yaml
    {
        double[] betas = LinearBetas(start, end, times);
        float[] alphas = new float[times];
        double product = 1;
        for (int t = 0; t < times; t++)
        {
            product *= 1 - betas[t];
            alphas[t] = (float)product;
        }

        return new NoiseSchedule(alphas) { Origin = new ScheduleOrigin(BetaRule.StableDiffusion, start, end) };
    }

    /// <summary>A schedule as diffusers makes it of <c>beta_start</c>, <c>beta_end</c> and <c>beta_schedule</c>: in float32, so that sigmas are off by 1e-6 from <see cref="Linear"/>'s.</summary>
    /// <param name="start">The variance added at the first time, in ]0, 1[.</param>
    /// <param name="end">The variance added at the last time, in ]0, 1[.</param>
    /// <param name="isScaled">Whether the variances' square roots rise linearly, <c>scaled_linear</c>; else they do themselves, <c>linear</c>: Ho et al. 2020, sec. 4</param>
    /// <param name="times">2 or more.</param>
    /// <exception cref="ArgumentException">A variance is out of range, or nothing is left of the image before the last time.</exception>
    public static NoiseSchedule OfDiffusers(double start, double end, bool isScaled, int times = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 2);
        RequireShare(start, nameof(start));
        RequireShare(end, nameof(end));

        (double first, double last) = isScaled ? (Math.Sqrt(start), Math.Sqrt(end)) : (start, end);
        double step = (last - first) / (times - 1);
        float[] alphas = new float[times];
        float product = 1;
        for (int t = 0; t < times; t++)
        {
            float even = (float)(t == times - 1 ? last : first + (t * step)); // as numpy.linspace counts
            product *= 1 - (isScaled ? even * even : even);
            alphas[t] = product;
        }

        return new NoiseSchedule(alphas) { Origin = new ScheduleOrigin(isScaled ? BetaRule.ScaledLinear : BetaRule.Linear, start, end) };
    }

    /// <summary>
    /// The schedule that diffusers names <c>squaredcos_cap_v2</c>: a_t falls as cos^2 of (t / times + 0.008) / 1.008 pi / 2, and no variance is above 0.999; in float32
    /// as diffusers makes it. Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17
    /// </summary>
    /// <param name="times">2 or more.</param>
    public static NoiseSchedule SquaredCosine(int times = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 2);

        float[] alphas = new float[times];
        float product = 1;
        for (int t = 0; t < times; t++)
        {
            float variance = (float)Math.Min(1 - (Left((double)(t + 1) / times) / Left((double)t / times)), 0.999);
            product *= 1 - variance;
            alphas[t] = product;
        }

        return new NoiseSchedule(alphas) { Origin = new ScheduleOrigin(BetaRule.SquaredCosine) };

        static double Left(double time)
        {
            (_, double cosine) = DeterministicMath.SinCos((time + 0.008) / 1.008 * Math.PI / 2);
            return cosine * cosine;
        }
    }

    /// <summary>The variance added at each time.</summary>
    internal static double[] LinearBetas(double start, double end, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 2);
        RequireShare(start, nameof(start));
        RequireShare(end, nameof(end));

        // From both ends towards the middle, as torch.linspace counts.
        double first = Math.Sqrt(start);
        double last = Math.Sqrt(end);
        double step = (last - first) / (times - 1);
        double[] betas = new double[times];
        for (int t = 0; t < times; t++)
        {
            double root = t < times / 2 ? first + (t * step) : last - ((times - 1 - t) * step);
            betas[t] = root * root;
        }

        return betas;
    }

    private static void RequireShare(double value, string name)
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "A variance is above 0 and below 1.");
        }
    }
}
