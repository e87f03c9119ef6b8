namespace Easel.Server.Jobs;

/// <summary>Wakes those who paint when there may be something to do.</summary>
internal sealed class WorkAlarm : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Rings; several times before somebody hears it are as one. Without effect when nobody listens any more.</summary>
    public void Ring()
    {
        lock (_lock)
        {
            if (!_isDisposed && _rung.CurrentCount == 0)
            {
                _rung.Release();
            }
        }
    }

    /// <summary>Waits until it rings.</summary>
    public Task WaitAsync(CancellationToken cancel) => _rung.WaitAsync(cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _rung.Dispose();
        }
    }
}
