using Easel.Server.Jobs;

namespace Easel.Server.Api.Reading;

/// <summary>How long the queue is, counted at most ten times a second however many ask; nobody waits for another who is counting.</summary>
/// <param name="jobs">The queue.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueGlance(IJobs jobs, TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromMilliseconds(100);

    private Counted? _last;
    private int _isCounting;

    /// <summary>Jobs that wait or run, and pictures of these that are not done yet.</summary>
    public (int Jobs, int Pictures) Count()
    {
        Counted? last = Volatile.Read(ref _last);
        if (last is not null && (time.GetElapsedTime(last.At) <= s_kept || Interlocked.Exchange(ref _isCounting, 1) == 1))
        {
            return last.Pending;
        }

        try
        {
            Counted counted = new(time.GetTimestamp(), jobs.Pending());
            Volatile.Write(ref _last, counted);
            return counted.Pending;
        }
        finally
        {
            Volatile.Write(ref _isCounting, 0);
        }
    }

    private sealed record Counted(long At, (int Jobs, int Pictures) Pending);
}
