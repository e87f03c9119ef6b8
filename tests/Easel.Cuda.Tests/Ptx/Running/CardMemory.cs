using System.Runtime.InteropServices;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// Memory of this process that plays the card's. It holds NaNs, as halves and as floats, until something is written; what kernels and copies touch must lie
/// within one allocation.
/// </summary>
internal sealed unsafe class CardMemory : IDisposable
{
    private const int Alignment = 256;

    /// <summary>Between allocations, so that a small step outside is a step into nothing.</summary>
    private const int Gap = 4096;

    private readonly Lock _lock = new();
    private Allocation[] _allocations = [];

    /// <param name="Address">Of the first byte.</param>
    /// <param name="Bytes">As asked for.</param>
    /// <param name="Block">What goes back to the system.</param>
    /// <param name="IsHost">Whether it is host memory.</param>
    internal sealed record Allocation(ulong Address, long Bytes, nint Block, bool IsHost);

    /// <summary>Bytes of card memory that are held.</summary>
    public long Held => _allocations.Where(allocation => !allocation.IsHost).Sum(allocation => allocation.Bytes);

    public IReadOnlyList<Allocation> Allocations => _allocations;

    public nint Allocate(long bytes, bool host = false)
    {
        byte* block = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 2 * Gap), Alignment);
        byte* address = block + Gap;
        byte* end = address + bytes;
        for (ushort* place = (ushort*)address; place + 1 <= end; place++)
        {
            *place = 0x7fff; // NaN, and so are two of them as a float.
        }

        if ((bytes & 1) != 0)
        {
            end[-1] = 0xff;
        }

        lock (_lock)
        {
            _allocations = [.. _allocations.Append(new((ulong)address, bytes, (nint)block, host)).OrderBy(allocation => allocation.Address)];
        }

        return (nint)address;
    }

    /// <returns>Whether there was such an allocation.</returns>
    public bool Free(nint address, bool host = false)
    {
        lock (_lock)
        {
            Allocation? found = Array.Find(_allocations, allocation => allocation.Address == (ulong)address && allocation.IsHost == host);
            if (found is null)
            {
                return false;
            }

            NativeMemory.AlignedFree((void*)found.Block);
            _allocations = [.. _allocations.Where(allocation => allocation != found)];
            return true;
        }
    }

    /// <summary>The allocation that these bytes lie in, if all do.</summary>
    public Allocation? Find(ulong address, long bytes)
    {
        Allocation[] allocations = _allocations;
        int low = 0;
        int high = allocations.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (allocations[middle].Address <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        Allocation? found = low == 0 ? null : allocations[low - 1];
        return found is not null && address - found.Address + (ulong)bytes <= (ulong)found.Bytes ? found : null;
    }

    /// <summary>Says what is near an address that nobody may touch.</summary>
    public string Describe(ulong address)
    {
        Allocation? below = _allocations.LastOrDefault(allocation => allocation.Address <= address);
        Allocation? above = _allocations.FirstOrDefault(allocation => allocation.Address > address);
        string before = below is null ? "" : $" {address - below.Address} bytes after the beginning of one of {below.Bytes} bytes";
        string after = above is null ? "" : $" {above.Address - address} bytes before one of {above.Bytes}";
        return $"outside of every allocation:{before}{(before.Length > 0 && after.Length > 0 ? "," : "")}{after}";
    }

    public void Dispose()
    {
        foreach (Allocation allocation in _allocations)
        {
            NativeMemory.AlignedFree((void*)allocation.Block);
        }

        _allocations = [];
    }
}
