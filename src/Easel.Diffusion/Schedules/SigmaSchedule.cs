namespace Easel.Diffusion.Schedules;

/// <summary>The sigmas that a run visits, falling, and the model's time of each. The last is where the run ends, usually 0.</summary>
internal sealed class SigmaSchedule
{
    private readonly TrainedSigmas _trained;
    private readonly double[] _sigmas;
    private readonly float[] _times;

    /// <summary>A schedule of given sigmas.</summary>
    /// <param name="trained">The model's.</param>
    /// <param name="sigmas">Two or more, each below the one before; only the last may be 0.</param>
    /// <param name="times">The model's times of all but the last; of the sigmas, if there are none.</param>
    public SigmaSchedule(TrainedSigmas trained, ReadOnlySpan<double> sigmas, ReadOnlySpan<double> times = default)
    {
        _trained = trained;
        _sigmas = sigmas.ToArray();
        _times = new float[sigmas.Length - 1];
        for (int i = 0; i < _times.Length; i++)
        {
            _times[i] = times.IsEmpty ? TimeOf(sigmas[i]) : (float)times[i];
        }
    }

    /// <summary>How many steps there are.</summary>
    public int Count => _times.Length;

    /// <summary>All sigmas: one more than there are steps.</summary>
    public ReadOnlySpan<double> Sigmas => _sigmas;

    /// <summary>The sigma before a step, or, of <see cref="Count"/>, after the last.</summary>
    public double this[int step] => _sigmas[step];

    /// <summary>The schedule of a kind.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="kind">Any but Automatic.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <param name="skipsNextToLast">Whether one step more is laid out and its lowest sigma left out: for samplers that would ask the model there for nearly nothing.</param>
    public static SigmaSchedule Of(NoiseSchedule schedule, ScheduleKind kind, int steps, bool skipsNextToLast = false)
    {
        TrainedSigmas trained = new(schedule);
        double[] sigmas = SigmaCurves.Of(kind, trained, skipsNextToLast ? steps + 1 : steps);
        return Ending(trained, skipsNextToLast && sigmas.Length > 1 ? sigmas[..^1] : sigmas);
    }

    /// <summary>The schedule that visits trained times, and then 0.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="times">Falling; one that comes twice is visited once.</param>
    public static SigmaSchedule AtTimes(NoiseSchedule schedule, IEnumerable<int> times)
    {
        TrainedSigmas trained = new(schedule);
        return Ending(trained, times.Select(time => trained[time]));
    }

    /// <summary>The schedule of a kind down to the lowest trained sigma, and not to 0.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="kind">Any that ends at that sigma: Normal, Karras or Exponential.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    public static SigmaSchedule ToLowest(NoiseSchedule schedule, ScheduleKind kind, int steps)
    {
        TrainedSigmas trained = new(schedule);
        return new SigmaSchedule(trained, SigmaCurves.Of(kind, trained, steps + 1));
    }

    /// <summary>The levels of DPM-Solver's schedule, the last of which is that of the first trained time.</summary>
    /// <param name="levels">The schedule.</param>
    /// <param name="schedule">The model's.</param>
    /// <param name="steps">How many steps it has.</param>
    public static SigmaSchedule Of(DpmSchedule levels, NoiseSchedule schedule, int steps)
    {
        DpmSchedule.Point[] points = [.. Enumerable.Range(0, steps + 1).Select(i => levels[i])];
        return new SigmaSchedule(new TrainedSigmas(schedule), [.. points.Select(point => point.Sigma / point.Alpha)], [.. points.Select(point => (double)point.ModelTime)]);
    }

    /// <summary>The model's time before a step.</summary>
    public float TimeAt(int step) => _times[step];

    /// <summary>The model's time of a sigma between the schedule's.</summary>
    public float TimeOf(double sigma) => (float)_trained.TimeAt(sigma);

    /// <summary>Each sigma once, and 0 behind them.</summary>
    private static SigmaSchedule Ending(TrainedSigmas trained, IEnumerable<double> sigmas) => new(trained, [.. sigmas.Distinct(), 0]);
}
