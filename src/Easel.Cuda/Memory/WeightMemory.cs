namespace Easel.Cuda.Memory;

/// <summary>A piece of card memory that holds a weight.</summary>
internal sealed class WeightMemory(WeightPool? pool, WeightPool.Chunk chunk, nint address, long bytes) : IDisposable
{
    private bool _disposed;

    /// <summary>Where it is on the card.</summary>
    public nint Address => address;

    /// <summary>How long it is.</summary>
    public long Bytes => bytes;

    /// <summary>A part of it, which lives as long and gives nothing back.</summary>
    public WeightMemory Slice(long first, long count) => new(pool: null, chunk, address + (nint)first, count);

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            pool?.LetGo(chunk, bytes);
        }
    }
}
