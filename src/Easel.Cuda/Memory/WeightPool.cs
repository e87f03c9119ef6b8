namespace Easel.Cuda.Memory;

/// <summary>Card memory for weights: pieces of large chunks, since the driver takes long for each. A chunk goes back when the last of its pieces does.</summary>
internal sealed class WeightPool(CardAllocations allocations) : IDisposable
{
    private const long ChunkBytes = 64L << 20;

    // Of weights that go back together: what is left of their last chunk is nobody else's.
    private const long ChunkBytesOfGroup = 16L << 20;
    private const long Alignment = 256;

    private readonly List<Chunk> _chunks = [];
    private Group? _group;
    private bool _disposed;

    /// <summary>Bytes of weights that are held now.</summary>
    public long Used { get; private set; }

    /// <summary>Room for a weight, of any content.</summary>
    public WeightMemory Allocate(long bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long wanted = Math.Max(Alignment, (bytes + Alignment - 1) / Alignment * Alignment);
        Chunk? chunk = _chunks.Find(chunk => chunk.Owner == _group && chunk.Length - chunk.Taken >= wanted);
        if (chunk is null)
        {
            long length = Math.Max(_group is null ? ChunkBytes : ChunkBytesOfGroup, wanted);
            chunk = new Chunk(allocations.Allocate(length), length, _group);
            _chunks.Add(chunk);
        }

        nint address = chunk.Address + (nint)chunk.Taken;
        chunk.Taken += wanted;
        chunk.Pieces++;
        chunk.Used += bytes;
        Used += bytes;
        return new WeightMemory(this, chunk, address, bytes);
    }

    /// <summary>Does work whose weights go back together; at once, if it fails.</summary>
    /// <param name="prepare">Allocates them.</param>
    /// <param name="before">Done before they go back.</param>
    public IDisposable Together(Action prepare, Action before)
    {
        Group group = new(this, before);
        Group? around = _group;
        _group = group;
        try
        {
            prepare();
        }
        catch
        {
            group.Dispose();
            throw;
        }
        finally
        {
            _group = around;
        }

        return group;
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (Chunk chunk in _chunks)
        {
            allocations.Free(chunk.Address);
        }

        _chunks.Clear();
    }

    internal void LetGo(Chunk chunk, long bytes)
    {
        if (!_chunks.Contains(chunk))
        {
            return;
        }

        Used -= bytes;
        chunk.Used -= bytes;
        chunk.Pieces--;
        if (chunk.Pieces == 0)
        {
            _chunks.Remove(chunk);
            allocations.Free(chunk.Address);
        }
    }

    private void LetGo(Group group)
    {
        foreach (Chunk chunk in _chunks.FindAll(chunk => chunk.Owner == group))
        {
            Used -= chunk.Used;
            _chunks.Remove(chunk);
            allocations.Free(chunk.Address);
        }
    }

    /// <summary>What the driver gave at once.</summary>
    internal sealed class Chunk(nint address, long length, Group? owner)
    {
        public nint Address => address;

        public long Length => length;

        public Group? Owner => owner;

        public long Taken { get; set; }

        public long Used { get; set; }

        public int Pieces { get; set; }
    }

    /// <summary>Weights that go back together.</summary>
    internal sealed class Group(WeightPool pool, Action before) : IDisposable
    {
        public void Dispose()
        {
            before();
            pool.LetGo(this);
        }
    }
}
