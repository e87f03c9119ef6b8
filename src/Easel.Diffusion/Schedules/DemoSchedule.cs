using Easel.Diffusion.Samplers;

namespace Easel.Diffusion.Schedules;

/// <summary>
/// The sigmas of <c>LMSDiscreteScheduler</c> of diffusers 0.2.4, which the OpenVINO program's <c>demo.py</c> has: of even times from the last to the first, whole or
/// not, sigma between whole times on the straight line; and then 0.
/// </summary>
internal static class DemoSchedule
{
    /// <summary>The schedule of a number of steps.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <exception cref="GenerationException">Steps are out of range.</exception>
    public static SigmaSchedule Of(NoiseSchedule schedule, int steps)
    {
        SamplerTraits.Of(SamplerKind.DemoLms).RequireSteps(steps, schedule.Times);

        double[] times = new double[steps];
        double[] sigmas = new double[steps + 1];
        double last = schedule.Times - 1;
        for (int i = 0; i < steps; i++)
        {
            // As numpy.linspace counts.
            times[i] = i == 0 ? last : i == steps - 1 ? 0 : last + (i * (-last / (steps - 1)));
            sigmas[i] = SigmaAt(schedule, times[i]);
        }

        return new SigmaSchedule(new TrainedSigmas(schedule), sigmas, times);
    }

    /// <summary>sqrt((1 - a_t) / a_t) in float32, as the original; between two whole times in float64.</summary>
    private static double SigmaAt(NoiseSchedule schedule, double time)
    {
        int below = (int)time;
        int above = Math.Min(below + 1, schedule.Times - 1);
        double share = time - below;
        return ((1 - share) * At(below)) + (share * At(above));

        float At(int t) => MathF.Sqrt((1 - schedule.Alphas[t]) / schedule.Alphas[t]);
    }
}
