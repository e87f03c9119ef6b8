using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Schedules;

/// <summary>The sigmas of each <see cref="ScheduleKind"/>, falling, without the 0 at their end, as ComfyUI and k-diffusion define them.</summary>
internal static class SigmaCurves
{
    // Karras et al. 2022, arXiv:2206.00364, eq. 5
    private const int Rho = 7;

    // Lee et al. 2024, arXiv:2407.12173
    private const double BetaParameter = 0.6;

    // Sabour et al. 2024, arXiv:2404.14507, for Stable Diffusion 1.5; published with the paper's "how to".
    private static readonly double[] s_alignedSteps = [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029];

    /// <summary>A schedule's sigmas; DdimUniform may have more, and Beta fewer, than were asked for.</summary>
    public static double[] Of(ScheduleKind kind, TrainedSigmas trained, int steps) => kind switch
    {
        ScheduleKind.Normal => Each(steps, i => trained.SigmaAt(Between(trained.Times - 1, 0, i, steps))),
        ScheduleKind.SgmUniform => Each(steps, i => trained.SigmaAt(Between(trained.Times - 1, 0, i, steps + 1))),
        ScheduleKind.Karras => Each(steps, i => Karras(trained, i, steps)),
        ScheduleKind.Exponential => Each(steps, i => Exponential(trained, i, steps)),
        ScheduleKind.Simple => Each(steps, i => trained[trained.Times - 1 - (int)(i * ((double)trained.Times / steps))]),
        ScheduleKind.DdimUniform => DdimUniform(trained, steps),
        ScheduleKind.Beta => Each(steps, i => Beta(trained, i, steps)),
        ScheduleKind.AlignYourSteps => Each(steps, i => AlignedStep(i, steps)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such schedule."),
    };

    private static double[] Each(int count, Func<int, double> sigma) => [.. Enumerable.Range(0, count).Select(sigma)];

    /// <summary>The i-th of so many even places from first to last, both among them; the first if there is one only.</summary>
    private static double Between(double first, double last, int i, int count)
        => i == 0 ? first : i == count - 1 ? last : first + (i * ((last - first) / (count - 1)));

    private static double Karras(TrainedSigmas trained, int i, int steps)
    {
        double root = Between(Root(trained.Highest), Root(trained.Lowest), i, steps);
        double power = 1;
        for (int k = 0; k < Rho; k++)
        {
            power *= root;
        }

        return power;

        static double Root(double sigma) => DeterministicMath.Pow(sigma, 1.0 / Rho);
    }

    private static double Exponential(TrainedSigmas trained, int i, int steps)
        => DeterministicMath.Exp(Between(DeterministicMath.Log(trained.Highest), DeterministicMath.Log(trained.Lowest), i, steps));

    private static double[] DdimUniform(TrainedSigmas trained, int steps)
    {
        int stride = Math.Max(trained.Times / steps, 1);
        List<double> rising = [];
        for (int time = 1; time < trained.Times; time += stride)
        {
            rising.Add(trained[time]);
        }

        rising.Reverse();
        return [.. rising];
    }

    private static double Beta(TrainedSigmas trained, int i, int steps)
    {
        double time = BetaDistribution.Quantile(1 - ((double)i / steps), BetaParameter) * (trained.Times - 1);
        return trained[(int)Math.Round(time)];
    }

    /// <summary>One of steps + 1 levels whose logarithms lie on the lines between the published ones.</summary>
    private static double AlignedStep(int i, int steps)
    {
        double place = (double)i / steps * (s_alignedSteps.Length - 1);
        int below = (int)place;
        double share = place - below;
        return share == 0
            ? s_alignedSteps[below]
            : DeterministicMath.Exp(((1 - share) * DeterministicMath.Log(s_alignedSteps[below])) + (share * DeterministicMath.Log(s_alignedSteps[below + 1])));
    }
}
