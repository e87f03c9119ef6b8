using System.Runtime.InteropServices;

namespace Easel.Cuda.Driver;

/// <summary>
/// A driver of a card on which nothing is done: memory has addresses and lengths, and no content. So a run can be planned by doing it, with the same code that asks a real
/// card for memory. What is copied to the host is zeros.
/// </summary>
/// <param name="properties">The card that is planned for.</param>
/// <param name="free">Bytes of it that are free.</param>
internal sealed unsafe class PlanningDriver(CardProperties properties, long free) : ICudaDriver
{
    private const long Alignment = 512;

    private readonly Dictionary<nint, long> _held = [];
    private readonly HashSet<nint> _host = [];
    private nint _next = 1 << 30;
    private nint _lastHandle;
    private long _free = free;

    /// <inheritdoc/>
    public int Version => CudaRequirements.Driver;

    /// <inheritdoc/>
    public string Build => "";

    /// <inheritdoc/>
    public int CardCount => int.MaxValue;

    /// <inheritdoc/>
    public bool IsPlan => true;

    /// <inheritdoc/>
    public CardProperties Describe(int card) => properties;

    /// <inheritdoc/>
    public void OpenContext(int card)
    {
    }

    /// <inheritdoc/>
    public void CloseContext()
    {
        foreach (nint address in _host)
        {
            NativeMemory.Free((void*)address);
        }

        _host.Clear();
    }

    /// <inheritdoc/>
    public (long Free, long Total) MemoryInfo() => (Math.Max(0, _free), properties.Memory);

    /// <summary>Always succeeds: how much too much it is, the plan tells.</summary>
    public nint Allocate(long bytes)
    {
        nint address = _next;
        _next += (nint)((bytes + Alignment - 1) / Alignment * Alignment);
        _held.Add(address, bytes);
        _free -= bytes;
        return address;
    }

    /// <inheritdoc/>
    public void Free(nint address)
    {
        _held.Remove(address, out long bytes);
        _free += bytes;
    }

    /// <summary>Pages that nobody writes to take no memory.</summary>
    public nint AllocateHost(long bytes)
    {
        nint address = (nint)NativeMemory.AllocZeroed((nuint)bytes);
        _host.Add(address);
        return address;
    }

    /// <inheritdoc/>
    public void FreeHost(nint address)
    {
        if (_host.Remove(address))
        {
            NativeMemory.Free((void*)address);
        }
    }

    /// <inheritdoc/>
    public void CopyToCard(nint card, nint host, long bytes, nint stream)
    {
    }

    /// <inheritdoc/>
    public void CopyToHost(nint host, nint card, long bytes, nint stream) => NativeMemory.Clear((void*)host, (nuint)bytes);

    /// <inheritdoc/>
    public void CopyOnCard(nint destination, nint source, long bytes, nint stream)
    {
    }

    /// <inheritdoc/>
    public void Fill(nint card, byte value, long bytes, nint stream)
    {
    }

    /// <inheritdoc/>
    public byte[]? Translate(ReadOnlySpan<byte> ptx) => null;

    /// <inheritdoc/>
    public nint LoadModule(ReadOnlySpan<byte> image) => ++_lastHandle;

    /// <summary>As many as there would be if clusters were alone on their multiprocessors; which of a plan's ways joins parts changes memory by little.</summary>
    public int ClustersAtOnce(nint function, int threads, int sharedBytes, int cluster) => properties.Multiprocessors / cluster;

    /// <inheritdoc/>
    public void UnloadModule(nint module)
    {
    }

    /// <inheritdoc/>
    public nint FindFunction(nint module, string name) => ++_lastHandle;

    /// <inheritdoc/>
    public void AllowSharedMemory(nint function, int bytes)
    {
    }

    /// <inheritdoc/>
    public (int Registers, int LocalBytes, int SharedBytes) Inspect(nint function) => default;

    /// <inheritdoc/>
    public void Launch(nint function, GridSize grid, int threads, int sharedBytes, nint stream, ReadOnlySpan<byte> parameters)
    {
    }

    /// <inheritdoc/>
    public nint CreateStream() => ++_lastHandle;

    /// <inheritdoc/>
    public void DestroyStream(nint stream)
    {
    }

    /// <inheritdoc/>
    public void Synchronize(nint stream)
    {
    }

    /// <inheritdoc/>
    public nint CreateEvent() => ++_lastHandle;

    /// <inheritdoc/>
    public void DestroyEvent(nint recorded)
    {
    }

    /// <inheritdoc/>
    public void Record(nint recorded, nint stream)
    {
    }

    /// <inheritdoc/>
    public void SynchronizeEvent(nint recorded)
    {
    }

    /// <inheritdoc/>
    public float Elapsed(nint from, nint to) => 0;

    /// <inheritdoc/>
    public void BeginCapture(nint stream)
    {
    }

    /// <inheritdoc/>
    public nint EndCapture(nint stream) => ++_lastHandle;

    /// <inheritdoc/>
    public void LaunchGraph(nint graph, nint stream)
    {
    }

    /// <inheritdoc/>
    public void DestroyGraph(nint graph)
    {
    }
}
