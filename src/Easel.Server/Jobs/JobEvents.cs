using Easel.Server.Storage;

namespace Easel.Server.Jobs;

/// <summary>
/// What happens to jobs, told to all who follow. Numbers never repeat: each start of the server begins a billion behind the last one's begin. Who reads slowly misses steps,
/// never states and pictures; who does not read at all is let go, and asks again with the last number that he has seen.
/// </summary>
internal sealed class JobEvents
{
    /// <summary>Events that are kept for clients that lost their connection.</summary>
    public const int Kept = 2_000;

    private const long NumbersPerStart = 1_000_000_000;

    private readonly Lock _lock = new();
    private readonly List<JobFollower> _followers = [];
    private readonly LinkedList<JobEvent> _recent = new();
    private readonly Dictionary<string, LinkedListNode<JobEvent>> _newest = new(StringComparer.Ordinal);
    private long _last;

    // The newest event that is not kept any more.
    private long _dropped;
    private bool _isClosed;

    /// <summary>Begins where no event has been.</summary>
    public JobEvents(Database database)
    {
        const string sql = "INSERT INTO numbers (name, value) VALUES ('events', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value";
        _last = _dropped = (database.Write(connection => connection.Number(sql)) - 1) * NumbersPerStart;
    }

    /// <summary>Tells an event.</summary>
    /// <param name="create">Makes it of its number.</param>
    public void Publish(Func<long, JobEvent> create)
    {
        lock (_lock)
        {
            JobEvent happened = create(++_last);
            if (happened is not JobStepped)
            {
                Keep(happened);
            }

            foreach (JobFollower follower in _followers)
            {
                follower.Add(happened);
            }
        }
    }

    /// <summary>Follows what happens from now on.</summary>
    /// <param name="id">To which job; to all if none is given.</param>
    /// <param name="after">The last event that was seen; 0 for none.</param>
    /// <param name="missed">Events since then, as far as they are kept.</param>
    /// <param name="isWhole">Whether all of them are.</param>
    public JobFollower Follow(string? id, long after, out IReadOnlyList<JobEvent> missed, out bool isWhole)
    {
        JobFollower follower = new(id, Leave);
        lock (_lock)
        {
            missed = after == 0 ? [] : [.. _recent.Where(happened => happened.Number > after && (id is null || happened.Job == id))];
            isWhole = after == 0 || after >= _dropped;
            _followers.Add(follower);
            if (_isClosed)
            {
                follower.LetGo();
            }
        }

        return follower;
    }

    /// <summary>Lets all go who follow, and whoever comes: the server ends.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (JobFollower follower in _followers)
            {
                follower.LetGo();
            }
        }
    }

    /// <summary>How many follow.</summary>
    public int Followers
    {
        get
        {
            lock (_lock)
            {
                return _followers.Count;
            }
        }
    }

    /// <summary>The newest event's number.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    private void Keep(JobEvent happened)
    {
        if (happened.Newest is string what && _newest.Remove(what, out LinkedListNode<JobEvent>? older))
        {
            _recent.Remove(older);
        }

        LinkedListNode<JobEvent> node = _recent.AddLast(happened);
        if (happened.Newest is string newest)
        {
            _newest[newest] = node;
        }

        if (_recent.Count > Kept)
        {
            JobEvent dropped = _recent.First!.Value;
            _dropped = dropped.Number;
            _recent.RemoveFirst();
            _newest.Remove(dropped.Newest ?? "");
        }
    }

    private void Leave(JobFollower follower)
    {
        lock (_lock)
        {
            _followers.Remove(follower);
        }
    }
}
