using System.Globalization;

namespace Easel.Cuda.Driver;

/// <content>Memory and copies.</content>
internal sealed unsafe partial class CudaDriver
{
    /// <inheritdoc/>
    public (long Free, long Total) MemoryInfo()
    {
        nuint free;
        nuint total;
        _calls.Check(InContext.MemGetInfo(&free, &total), "cuMemGetInfo_v2");
        return ((long)free, (long)total);
    }

    /// <inheritdoc/>
    public nint Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        nint address;
        int result = InContext.MemAlloc(&address, (nuint)bytes);
        if (result != 0)
        {
            _calls.Check(result, "cuMemAlloc_v2", Wanted(bytes));
        }

        return address;
    }

    /// <inheritdoc/>
    public void Free(nint address) => _calls.Check(InContext.MemFree(address), "cuMemFree_v2");

    /// <inheritdoc/>
    public nint AllocateHost(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        nint address;
        int result = InContext.MemAllocHost(&address, (nuint)bytes);
        if (result == (int)CudaError.OutOfMemory)
        {
            // The general advice speaks of the card's memory.
            throw new CudaException(CudaError.OutOfMemory, $"The NVIDIA driver could not lock {Show(bytes)} of the machine's memory (cuMemAllocHost_v2: CUDA_ERROR_OUT_OF_MEMORY). Close other programs.");
        }

        _calls.Check(result, "cuMemAllocHost_v2");
        return address;
    }

    /// <inheritdoc/>
    public void FreeHost(nint address) => _calls.Check(InContext.MemFreeHost(address), "cuMemFreeHost");

    /// <inheritdoc/>
    public void CopyToCard(nint card, nint host, long bytes, nint stream)
        => _calls.Check(InContext.MemcpyHtoDAsync(card, host, (nuint)bytes, stream), "cuMemcpyHtoDAsync_v2");

    /// <inheritdoc/>
    public void CopyToHost(nint host, nint card, long bytes, nint stream)
        => _calls.Check(InContext.MemcpyDtoHAsync(host, card, (nuint)bytes, stream), "cuMemcpyDtoHAsync_v2");

    /// <inheritdoc/>
    public void CopyOnCard(nint destination, nint source, long bytes, nint stream)
        => _calls.Check(InContext.MemcpyDtoDAsync(destination, source, (nuint)bytes, stream), "cuMemcpyDtoDAsync_v2");

    /// <inheritdoc/>
    public void Fill(nint card, byte value, long bytes, nint stream)
        => _calls.Check(InContext.MemsetD8Async(card, value, (nuint)bytes, stream), "cuMemsetD8Async");

    /// <summary>What was wanted, and what there is as far as the driver still says.</summary>
    private string Wanted(long bytes)
    {
        nuint free;
        nuint total;
        return InContext.MemGetInfo(&free, &total) == 0
            ? $"{Show(bytes)} were wanted; {Show((long)free)} of {Show((long)total)} are free."
            : $"{Show(bytes)} were wanted.";
    }

    private static string Show(long bytes) => bytes < 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F1} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):F1} GiB");
}
