using Easel.Server.Jobs;

namespace Easel.Server.Api.Reading;

/// <summary>How long the queue is, counted at most ten times a second however many ask.</summary>
/// <param name="jobs">The queue.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueGlance(IJobs jobs, TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _counted;
    private (int Jobs, int Pictures)? _last;

    /// <summary>Jobs that wait or run, and pictures of these that are not done yet.</summary>
    public (int Jobs, int Pictures) Count()
    {
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_counted) > s_kept)
            {
                (_last, _counted) = (jobs.Pending(), time.GetTimestamp());
            }

            return _last.Value;
        }
    }
}
