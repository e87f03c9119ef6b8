using Easel.Cuda.Driver;

namespace Easel.Cuda.Memory;

/// <summary>
/// The way of activations between this process and a card: a ring of host memory that the card reads and writes by itself. What is copied to the card waits
/// for nothing but its place in the ring.
/// </summary>
internal sealed unsafe class HostStaging(ICudaDriver driver, nint stream) : IDisposable
{
    // A latent of 512x512 takes half a slot; a step's few small numbers take a slot each, and the ring holds several steps of them.
    private const int SlotBytes = 128 << 10;
    private const int Slots = 32;

    private readonly nint[] _done = new nint[Slots];
    private byte* _memory;
    private int _next;

    /// <summary>Enqueues a copy to the card. The bytes may change as soon as this returns.</summary>
    public void CopyToCard(nint card, ReadOnlySpan<byte> bytes)
    {
        Prepare();
        while (!bytes.IsEmpty)
        {
            int slot = _next;
            _next = (slot + 1) % Slots;
            driver.SynchronizeEvent(_done[slot]);

            int count = Math.Min(SlotBytes, bytes.Length);
            bytes[..count].CopyTo(Slot(slot));
            driver.CopyToCard(card, (nint)(_memory + ((nint)slot * SlotBytes)), count, stream);
            driver.Record(_done[slot], stream);
            card += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Waits for what is enqueued, and copies from the card.</summary>
    public void CopyToHost(Span<byte> bytes, nint card)
    {
        Prepare();
        int pieces = (bytes.Length + SlotBytes - 1) / SlotBytes;
        for (int piece = 0; piece < pieces + Slots; piece++)
        {
            int slot = (_next + piece) % Slots;
            driver.SynchronizeEvent(_done[slot]);
            if (piece >= Slots)
            {
                Span<byte> arrived = PieceOf(bytes, piece - Slots);
                Slot(slot)[..arrived.Length].CopyTo(arrived);
            }

            if (piece < pieces)
            {
                int count = PieceOf(bytes, piece).Length;
                driver.CopyToHost((nint)(_memory + ((nint)slot * SlotBytes)), card + ((nint)piece * SlotBytes), count, stream);
                driver.Record(_done[slot], stream);
            }
        }

        _next = (_next + pieces) % Slots;
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        if (_memory is null)
        {
            return;
        }

        driver.Synchronize(stream);
        driver.FreeHost((nint)_memory);
        _memory = null;
        foreach (nint done in _done)
        {
            driver.DestroyEvent(done);
        }
    }

    /// <summary>The part of some bytes that a slot holds; none behind the end.</summary>
    private static Span<byte> PieceOf(Span<byte> bytes, int piece)
    {
        int start = (int)Math.Min(bytes.Length, (long)piece * SlotBytes);
        return bytes.Slice(start, Math.Min(SlotBytes, bytes.Length - start));
    }

    private Span<byte> Slot(int slot) => new(_memory + ((nint)slot * SlotBytes), SlotBytes);

    private void Prepare()
    {
        if (_memory is not null)
        {
            return;
        }

        // The memory comes last, for whoever is refused here may try again.
        for (int i = 0; i < Slots; i++)
        {
            if (_done[i] == 0)
            {
                _done[i] = driver.CreateEvent();
            }

            driver.Record(_done[i], stream);
        }

        _memory = (byte*)driver.AllocateHost(Slots * SlotBytes);
    }
}
