using Easel.Cuda.Driver;

namespace Easel.Cuda.Memory;

/// <summary>Card memory for weights: pieces of large chunks, since the driver takes long for each. A chunk goes back when the last of its pieces does.</summary>
internal sealed class WeightPool(ICudaDriver driver) : IDisposable
{
    private const long ChunkBytes = 64L << 20;
    private const long Alignment = 256;

    private readonly List<Chunk> _chunks = [];
    private bool _disposed;

    /// <summary>Bytes of weights that are held now.</summary>
    public long Used { get; private set; }

    /// <summary>Room for a weight, of any content.</summary>
    public WeightMemory Allocate(long bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long wanted = Math.Max(Alignment, (bytes + Alignment - 1) / Alignment * Alignment);
        Chunk? chunk = _chunks.Find(chunk => chunk.Length - chunk.Taken >= wanted);
        if (chunk is null)
        {
            long length = Math.Max(ChunkBytes, wanted);
            chunk = new Chunk(driver.Allocate(length), length);
            _chunks.Add(chunk);
        }

        nint address = chunk.Address + (nint)chunk.Taken;
        chunk.Taken += wanted;
        chunk.Pieces++;
        Used += bytes;
        return new WeightMemory(this, chunk, address, bytes);
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (Chunk chunk in _chunks)
        {
            driver.Free(chunk.Address);
        }

        _chunks.Clear();
    }

    internal void LetGo(Chunk chunk, long bytes)
    {
        Used -= bytes;
        chunk.Pieces--;
        if (chunk.Pieces == 0 && _chunks.Remove(chunk))
        {
            driver.Free(chunk.Address);
        }
    }

    /// <summary>What the driver gave at once.</summary>
    internal sealed class Chunk(nint address, long length)
    {
        public nint Address => address;

        public long Length => length;

        public long Taken { get; set; }

        public int Pieces { get; set; }
    }
}
