namespace Easel.Server.Jobs;

/// <summary>One who follows what happens. Of steps of a job and of changes of a study that wait to be read only the newest is kept.</summary>
/// <param name="id">the job; all if none is given</param>
/// <param name="leave">told when he goes</param>
internal sealed class JobFollower(string? id, Action<JobFollower> leave) : IDisposable
{
    /// <summary>Events that may wait to be read before he is let go.</summary>
    public const int MostWaiting = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<JobEvent> _waiting = new();
    private readonly Dictionary<string, LinkedListNode<JobEvent>> _newest = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private bool _isLost;

    /// <summary>Takes note of an event; never waits.</summary>
    public void Add(JobEvent happened)
    {
        if (id is not null && happened.Job != id)
        {
            return;
        }

        lock (_lock)
        {
            if (_isLost)
            {
                return;
            }

            if (_waiting.Count >= MostWaiting)
            {
                LetGo();
                return;
            }

            if (happened.Newest is string what && _newest.Remove(what, out LinkedListNode<JobEvent>? older))
            {
                _waiting.Remove(older);
            }

            LinkedListNode<JobEvent> node = _waiting.AddLast(happened);
            if (happened.Newest is string newest)
            {
                _newest[newest] = node;
            }

            Wake();
        }
    }

    /// <summary>Tells him nothing more.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            _isLost = true;
            _waiting.Clear();
            _newest.Clear();
            Wake();
        }
    }

    /// <summary>The next event.</summary>
    /// <returns>none if he has been let go: he read too slowly, or the server ends</returns>
    public async Task<JobEvent?> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_isLost)
                {
                    return null;
                }

                if (_waiting.First is { } first)
                {
                    _waiting.RemoveFirst();
                    _newest.Remove(first.Value.Newest ?? "");

                    return first.Value;
                }
            }

            await _arrived.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        if (_arrived.CurrentCount == 0)
        {
            _arrived.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The semaphore stays: an event may be on its way, and nothing is held but memory.
        leave(this);
    }
}
