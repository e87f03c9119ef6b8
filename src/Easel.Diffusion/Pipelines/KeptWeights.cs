using Easel.Tensors.Backends.Cpu;

namespace Easel.Diffusion.Pipelines;

/// <summary>One pipeline's use of a <see cref="WeightCache"/>: weights are taken from there, or put there beside the first steps.</summary>
internal sealed class KeptWeights(WeightCache cache, CheckpointContent content) : IDisposable
{
    // Of writers that were killed: nobody writes for so long.
    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _abandoned = new();
    private Task _saving = Task.CompletedTask;
    private string? _warning;

    /// <summary>Opens the weights of an earlier run.</summary>
    /// <param name="form">See <see cref="CpuDevice.PreparedForm"/>.</param>
    /// <param name="warn">Told why they cannot be used, if there are any.</param>
    /// <returns>Them, or none.</returns>
    public PreparedFile? Open(string form, Action<string> warn)
    {
        if (cache.Known(content, form) is not { } place || !File.Exists(place.Path))
        {
            return null;
        }

        try
        {
            return PreparedFile.Open(place.Path, place.Key);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            warn($"{place.Path}: these prepared weights cannot be used: {error.Message.TrimEnd('.')}. They are prepared anew from the checkpoint.");
            return null;
        }
    }

    /// <summary>Begins to save a device's weights, if some are new, beside what the device does.</summary>
    public void SaveNew(CpuDevice device, Action<string> warn)
    {
        if (device.Prepared?.Damaged is string damaged)
        {
            warn($"{cache.Folder}: the prepared weights of '{damaged}' are damaged. They were prepared anew from the checkpoint.");
        }

        if (device.PreparedAnew > 0)
        {
            _saving = Task.Run(() => SaveAsync(device));
        }
    }

    /// <summary>What went wrong since the last call, or none.</summary>
    public string? TakeWarning() => Interlocked.Exchange(ref _warning, null);

    /// <summary>Stops saving.</summary>
    public void Abandon() => _abandoned.Cancel();

    /// <summary>Waits until all is saved, or saving has stopped.</summary>
    public void Dispose()
    {
        _saving.GetAwaiter().GetResult();
        _abandoned.Dispose();
    }

    private async Task SaveAsync(CpuDevice device)
    {
        string? part = null;
        try
        {
            Directory.CreateDirectory(cache.Folder);
            DeleteAbandoned();
            if (await cache.FindAsync(content, device.PreparedForm).ConfigureAwait(false) is not { } place || IsThere(place, device))
            {
                return;
            }

            part = $"{place.Path}.{Guid.NewGuid():N}.part";
            device.SavePrepared(part, place.Key, _abandoned.Token);
            File.Move(part, place.Path, overwrite: true);
            part = null;
        }
        catch (OperationCanceledException)
        {
            // The next run saves them.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _warning = $"{cache.Folder}: prepared weights cannot be kept there: {error.Message.TrimEnd('.')}. The next run prepares them again. Free some space, or name another folder: --weight-cache DIR";
        }
        finally
        {
            if (part is not null)
            {
                PartialFile.Delete(part);
            }
        }
    }

    /// <summary>Whether weights of this content are there that this run did not know of: the checkpoint lay elsewhere, or another process was quicker.</summary>
    private static bool IsThere(PreparedPlace place, CpuDevice device)
    {
        if (device.Prepared is not null || !File.Exists(place.Path))
        {
            return false;
        }

        try
        {
            PreparedFile.Open(place.Path, place.Key).Dispose();
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void DeleteAbandoned()
    {
        foreach (string part in Directory.EnumerateFiles(cache.Folder, "*.part").Where(part => DateTime.UtcNow - File.GetLastWriteTimeUtc(part) > s_abandonedAfter))
        {
            PartialFile.Delete(part);
        }
    }
}
