using Easel.Cuda.Driver;

namespace Easel.Cuda.Memory;

/// <summary>What a device has asked a card for, and the most of it that it held at once.</summary>
internal sealed class CardAllocations(ICudaDriver driver)
{
    private readonly Dictionary<nint, long> _held = [];

    /// <summary>Bytes held now.</summary>
    public long Held { get; private set; }

    /// <summary>The most bytes that were held at once.</summary>
    public long Peak { get; private set; }

    /// <summary>Bytes of the card that were in use then, by everybody.</summary>
    public long UsedAtPeak { get; private set; }

    /// <summary>Card memory.</summary>
    public nint Allocate(long bytes)
    {
        nint address = driver.Allocate(bytes);
        _held.Add(address, bytes);
        Held += bytes;
        if (Held > Peak)
        {
            Peak = Held;
            UsedAtPeak = Used();
        }

        return address;
    }

    /// <summary>Gives it back.</summary>
    public void Free(nint address)
    {
        driver.Free(address);
        _held.Remove(address, out long bytes);
        Held -= bytes;
    }

    /// <summary>Bytes of the card that are in use now, by everybody.</summary>
    public long Used()
    {
        (long free, long total) = driver.MemoryInfo();
        return total - free;
    }
}
