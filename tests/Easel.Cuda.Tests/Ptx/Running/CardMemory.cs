namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>Memory of this process that plays the card's. What kernels and copies touch must lie within one allocation.</summary>
internal sealed class CardMemory : IDisposable
{
    private readonly Lock _lock = new();
    private Allocation[] _allocations = [];

    /// <summary>Bytes of card memory that are held.</summary>
    public long Held => _allocations.Where(allocation => !allocation.IsHost).Sum(allocation => allocation.Bytes);

    public IReadOnlyList<Allocation> Allocations => _allocations;

    public nint Allocate(long bytes, bool host = false)
    {
        var allocation = new Allocation(bytes, host);
        lock (_lock)
        {
            _allocations = [.. _allocations.Append(allocation).OrderBy(other => other.Address)];
        }

        return (nint)allocation.Address;
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

            found.Release();
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
        return found is not null && found.Contains(address, bytes) ? found : null;
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
            allocation.Release();
        }

        _allocations = [];
    }
}
