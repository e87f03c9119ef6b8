using System.Numerics;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// The way by which warpgroups' products reach shared memory. What threads write the ordinary way, copies included, it sees only after a fence of the writer;
/// and what products under way read, nobody may write. PTX ISA 8.0, "Async proxy".
/// </summary>
internal sealed class AsyncProxy(int bytes, int threads)
{
    /// <summary>What products read at once.</summary>
    public const int PieceBytes = 16;

    private const int CellBytes = 2;

    private readonly Written[] _written = new Written[bytes / CellBytes + PieceBytes];
    private readonly ushort[] _readers = new ushort[bytes / PieceBytes + 2];
    private readonly int[] _fences = new int[threads];

    private struct Written
    {
        /// <summary>Who wrote last, counted from 1.</summary>
        public int Thread;

        /// <summary>Its fences before.</summary>
        public int Fences;
    }

    public void Begin()
    {
        Array.Clear(_written);
        Array.Clear(_readers);
        Array.Clear(_fences);
    }

    /// <summary>A thread writes, or begins a copy, or a copy of its arrives.</summary>
    public void Write(ulong address, int bytes, int thread)
    {
        int last = (int)address + bytes - 1;
        for (int i = (int)address / PieceBytes; i <= last / PieceBytes; i++)
        {
            if (_readers[i] > 0)
            {
                throw new KernelFaultException($"writes shared memory at {address}, which a warpgroup's product under way reads: a wait is missing.", thread % 32);
            }
        }

        for (int i = (int)address / CellBytes; i <= last / CellBytes; i++)
        {
            _written[i] = new() { Thread = thread + 1, Fences = _fences[thread] };
        }
    }

    /// <summary><c>fence.proxy.async</c>: what these threads have written before, products may read.</summary>
    public void Fence(int warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            _fences[32 * warp + BitOperations.TrailingZeroCount(lanes)]++;
        }
    }

    /// <summary>A product begins to read a piece.</summary>
    public void BeginRead(ulong address)
    {
        int first = (int)address / CellBytes;
        foreach (Written written in _written.AsSpan(first, PieceBytes / CellBytes))
        {
            if (written.Thread > 0 && written.Fences == _fences[written.Thread - 1])
            {
                throw new KernelFaultException(
                    $"reads shared memory at {address}, which thread {written.Thread - 1} has written with no 'fence.proxy.async' since.");
            }
        }

        _readers[(int)address / PieceBytes]++;
    }

    /// <summary>A product has read a piece.</summary>
    public void EndRead(ulong address) => _readers[(int)address / PieceBytes]--;
}
