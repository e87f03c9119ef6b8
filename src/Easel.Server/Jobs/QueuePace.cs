namespace Easel.Server.Jobs;

/// <summary>How fast jobs go, as far as that is known: for when to come again.</summary>
internal sealed class QueuePace
{
    /// <summary>Weight of the newest job in the mean.</summary>
    private const double Smoothing = 0.2;

    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_most = TimeSpan.FromHours(1);

    private double _secondsPerJob = 5;
    private DateTimeOffset _last;

    /// <summary>Takes note of a job that is done.</summary>
    public void Take(Job job, DateTimeOffset now)
    {
        DateTimeOffset begun = job.Started is DateTimeOffset started && started > _last ? started : _last;
        _last = now;
        _secondsPerJob = (Smoothing * Math.Clamp((now - begun).TotalSeconds, 0, s_most.TotalSeconds)) + ((1 - Smoothing) * _secondsPerJob);
    }

    /// <summary>When so many jobs more will probably have been done.</summary>
    public TimeSpan TimeFor(int jobs)
    {
        var time = TimeSpan.FromSeconds(Math.Min(Math.Max(1, jobs) * _secondsPerJob, s_most.TotalSeconds));
        return time < s_least ? s_least : time;
    }
}
