namespace Easel.Server.Jobs;

/// <summary>
/// Whose turn it is where the next job needs another model, or cannot join those that are being painted: jobs of the same priority that fit may overtake it, so that
/// models do not alternate; but only so many pictures, and only so long, so that nobody starves.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class TurnPolicy(TimeProvider time)
{
    /// <summary>Pictures that may overtake one job.</summary>
    public const int MostOvertaking = 20;

    /// <summary>How long a job may be overtaken. Reading a model from a disk takes some seconds: it is to be seldom, compared with this.</summary>
    public static readonly TimeSpan MostWaiting = TimeSpan.FromMinutes(2);

    private string? _waiting;
    private int _overtaken;
    private long _since;

    /// <summary>Whether pictures of other jobs may come before a job whose turn it is.</summary>
    public bool MayOvertake(string job)
    {
        if (_waiting != job)
        {
            (_waiting, _overtaken, _since) = (job, 0, time.GetTimestamp());
        }

        return _overtaken < MostOvertaking && time.GetElapsedTime(_since) < MostWaiting;
    }

    /// <summary>Takes note that a picture of another job came before it.</summary>
    public void Overtook() => _overtaken++;

    /// <summary>Takes note that a job has its turn.</summary>
    public void Took(string job)
    {
        if (_waiting == job)
        {
            _waiting = null;
        }
    }
}
