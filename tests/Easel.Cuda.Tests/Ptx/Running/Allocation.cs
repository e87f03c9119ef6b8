using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// A piece of the card's memory, or of host memory that the card can reach. It holds NaNs, as halves and as floats, until something is written; card memory
/// gets them when a part of it is first touched, since devices take more than tests use; host memory, which a program writes without asking, has them from the
/// start in its first and its last <see cref="FilledOfHost"/> bytes.
/// </summary>
internal sealed unsafe class Allocation
{
    private const int Alignment = 256;

    /// <summary>Between allocations, so that a small step outside is a step into nothing.</summary>
    private const int Gap = 4096;

    /// <summary>What is filled at once: 2 to the power of this.</summary>
    private const int PartShift = 12;

    private const long FilledOfHost = 1 << 20;

    private readonly byte* _block;
    private readonly bool[] _filled;

    public Allocation(long bytes, bool isHost)
    {
        Bytes = bytes;
        IsHost = isHost;
        _block = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 2 * Gap), Alignment);
        Address = (ulong)(_block + Gap);
        _filled = new bool[(bytes >> PartShift) + 1];
        if (isHost)
        {
            long first = Math.Min(bytes, FilledOfHost);
            Fill(0, first);
            Fill(Math.Max(first, (bytes - FilledOfHost) & ~1L), bytes);
            Array.Fill(_filled, true);
        }
    }

    /// <summary>Of the first byte.</summary>
    public ulong Address { get; }

    /// <summary>As asked for.</summary>
    public long Bytes { get; }

    public bool IsHost { get; }

    public bool Contains(ulong address, long bytes) => address >= Address && address - Address + (ulong)bytes <= (ulong)Bytes;

    /// <summary>Makes sure that a small aligned piece holds something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(ulong address)
    {
        if (!Volatile.Read(ref _filled[(address - Address) >> PartShift]))
        {
            Touch(address, 1);
        }
    }

    /// <summary>Makes sure that all these bytes hold something.</summary>
    public void Touch(ulong address, long bytes)
    {
        long last = ((long)(address - Address) + bytes - 1) >> PartShift;
        lock (_filled)
        {
            for (long part = (long)(address - Address) >> PartShift; part <= last; part++)
            {
                if (!_filled[part])
                {
                    Fill(part << PartShift, Math.Min(Bytes, (part + 1) << PartShift));
                    Volatile.Write(ref _filled[part], true);
                }
            }
        }
    }

    /// <summary>0x7fff is a NaN as a half, and two of them are one as a float.</summary>
    private void Fill(long from, long to)
    {
        byte* first = (byte*)Address + from;
        int bytes = (int)(to - from);
        new Span<ushort>(first, bytes / 2).Fill(0x7fff);
        if ((bytes & 1) != 0)
        {
            first[bytes - 1] = 0xff;
        }
    }

    public void Release() => NativeMemory.AlignedFree(_block);
}
