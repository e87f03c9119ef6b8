using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Driver;

/// <content>Memory and copies.</content>
internal sealed unsafe partial class InterpretingDriver
{
    /// <inheritdoc/>
    public (long Free, long Total) MemoryInfo()
    {
        Enter(nameof(MemoryInfo));
        return (Properties.Memory - Memory.Held, Properties.Memory);
    }

    /// <inheritdoc/>
    public nint Allocate(long bytes)
    {
        EnterOutsideCapture(nameof(Allocate), bytes);
        Require(bytes > 0, "An allocation must have 1 byte or more.");
        if (bytes > Properties.Memory - Memory.Held)
        {
            throw new CudaException(CudaError.OutOfMemory, $"{bytes} bytes were asked for, {Properties.Memory - Memory.Held} are free.");
        }

        nint address = Memory.Allocate(bytes);
        MostHeld = Math.Max(MostHeld, Memory.Held);
        return address;
    }

    /// <inheritdoc/>
    public void Free(nint address)
    {
        EnterOutsideCapture(nameof(Free), address);
        Require(Memory.Free(address), "There is no such allocation.");
    }

    /// <inheritdoc/>
    public nint AllocateHost(long bytes)
    {
        EnterOutsideCapture(nameof(AllocateHost), bytes);
        Require(bytes > 0, "An allocation must have 1 byte or more.");
        return Memory.Allocate(bytes, host: true);
    }

    /// <inheritdoc/>
    public void FreeHost(nint address)
    {
        EnterOutsideCapture(nameof(FreeHost), address);
        Require(Memory.Free(address, host: true), "There is no such host allocation.");
    }

    /// <inheritdoc/>
    public void CopyToCard(nint card, nint host, long bytes, nint stream)
    {
        Enter(nameof(CopyToCard), stream, card, host, bytes, stream);
        CheckCardMemory(card, bytes);
        CheckHostMemory(host, bytes, stream);
        Enqueue(stream, () => Copy(card, host, bytes));
    }

    /// <inheritdoc/>
    public void CopyToHost(nint host, nint card, long bytes, nint stream)
    {
        Enter(nameof(CopyToHost), stream, host, card, bytes, stream);
        CheckCardMemory(card, bytes);
        CheckHostMemory(host, bytes, stream);
        Enqueue(stream, () => Copy(host, card, bytes));
    }

    /// <inheritdoc/>
    public void CopyOnCard(nint destination, nint source, long bytes, nint stream)
    {
        Enter(nameof(CopyOnCard), stream, destination, source, bytes, stream);
        CheckCardMemory(destination, bytes);
        CheckCardMemory(source, bytes);
        Require(destination + bytes <= source || source + bytes <= destination, "What is copied overlaps.");
        Enqueue(stream, () => Copy(destination, source, bytes));
    }

    /// <inheritdoc/>
    public void Fill(nint card, byte value, long bytes, nint stream)
    {
        Enter(nameof(Fill), stream, card, value, bytes, stream);
        CheckCardMemory(card, bytes);
        Enqueue(stream, () =>
        {
            Allocation target = Memory.Find((ulong)card, bytes) ?? throw new CudaException(CudaError.InvalidValue, "The memory has been given back.");
            target.Touch((ulong)card, bytes);
            for (long i = 0; i < bytes; i += 1 << 30)
            {
                new Span<byte>((byte*)card + i, (int)Math.Min(bytes - i, 1 << 30)).Fill(value);
            }
        });
    }

    private void Copy(nint to, nint from, long bytes)
    {
        // A replay comes later: the memory must still be there.
        Allocation? target = Memory.Find((ulong)to, bytes);
        Allocation? source = Memory.Find((ulong)from, bytes);
        Require(target is not null || source is not null, "The memory has been given back.");
        target?.Touch((ulong)to, bytes);
        source?.Touch((ulong)from, bytes);
        Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
    }

    private void CheckCardMemory(nint address, long bytes)
        => Require(Memory.Find((ulong)address, bytes) is { IsHost: false }, $"{bytes} bytes at 0x{address:x}: {Memory.Describe((ulong)address)}.");

    /// <summary>Only host memory that the card can reach may be part of a recording.</summary>
    private void CheckHostMemory(nint address, long bytes, nint stream)
    {
        Allocation? found = Memory.Find((ulong)address, bytes);
        Require(found is null or { IsHost: true }, "Card memory was given as host memory.");
        if (found is null && _capture is not null && stream == _captured)
        {
            throw Spoiled("A copy from or to pageable host memory cannot be recorded.");
        }
    }
}
