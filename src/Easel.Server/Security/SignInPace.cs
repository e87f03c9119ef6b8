namespace Easel.Server.Security;

/// <summary>Wrong tokens are answered one a second, so that guessing takes for ever.</summary>
/// <param name="time">The clock.</param>
internal sealed class SignInPace(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Waits for the next turn.</summary>
    public async Task WaitAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await Task.Delay(s_pause, time, cancel).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
