using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// A block's shared memory, with a memory of who touched which cell since the last barrier: what one warp writes, no other may read or write, and what one
/// reads, no other may write.
/// </summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    /// <summary>The reader of cells that several warps have read.</summary>
    public const short Several = -2;

    /// <summary>The writer of cells that atomic operations changed.</summary>
    public const int Atomic = -3;

    private readonly Cell[] _cells;
    private readonly int _cellShift;
    private readonly byte* _bytes;
    private readonly AccessOrder? _order;
    private int _epoch;

    // The warp whose turn it is: how often it has come to the cluster's barrier, and how often it has waited there.
    private int _arrivals;
    private int _waits;

    // Arrivals at the cluster's barrier that released what was written before; others were relaxed.
    private readonly HashSet<int> _releases = [];

    // What other blocks have read last, by their arrivals, counted from 1.
    private int _readFromAfar;

    /// <param name="bytes">In all.</param>
    /// <param name="cellBytes">Of what is remembered together.</param>
    /// <param name="barriers">Of the block, if not all warps meet at every one.</param>
    /// <param name="warps">Of the block.</param>
    public SharedMemory(int bytes, int cellBytes, Barriers? barriers, int warps)
    {
        Bytes = bytes;
        _cellShift = int.Log2(cellBytes);
        _cells = new Cell[(bytes >> _cellShift) + 1];
        _order = barriers is null ? null : new(barriers, _cells.Length, warps);
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)bytes + 16, 128);
    }

    private struct Cell
    {
        public int WriteEpoch;
        public int ReadEpoch;
        public short Writer;
        public short Reader;

        /// <summary>Whether a copy from global memory is under way.</summary>
        public bool Pending;

        /// <summary>Arrivals at the cluster's barrier of the warp that wrote last.</summary>
        public int WriteArrivals;

        /// <summary>Those of the last warp of another block that read, counted from 1.</summary>
        public int ReadFromAfar;
    }

    public int Bytes { get; }

    /// <summary>Fills it with noise that differs from block to block.</summary>
    public void Begin(ulong seed)
    {
        Noise.Fill(new Span<byte>(_bytes, Bytes), seed + 1);
        Array.Clear(_cells);
        _order?.Begin();
        _epoch = 1;
        _readFromAfar = 0;
        _releases.Clear();
    }

    /// <summary>It is a warp's turn.</summary>
    public void Turn(int arrivals, int waits) => (_arrivals, _waits) = (arrivals, waits);

    /// <summary>What was written before the arrival that has just been, others see once they have waited for it.</summary>
    public void Release() => _releases.Add(_arrivals);

    /// <summary>The block ends: nobody may be reading.</summary>
    public void End(int waits)
    {
        if (_readFromAfar > waits)
        {
            throw new KernelFaultException("ends while another block of the cluster may still be reading its shared memory.");
        }
    }

    /// <summary>Another block of the cluster reads.</summary>
    /// <param name="arrivals">How often the reader has come to the cluster's barrier.</param>
    /// <param name="waits">How often it has waited there: it sees what was written before as many arrivals.</param>
    public byte* ReadFromAfar(ulong address, int bytes, int arrivals, int waits, int lane)
    {
        Check(address, bytes, lane);
        int last = (int)(address + (ulong)bytes - 1) >> _cellShift;
        for (int i = (int)address >> _cellShift; i <= last; i++)
        {
            ref Cell cell = ref _cells[i];
            if (cell.Pending || !IsSeen(cell.WriteArrivals, waits))
            {
                throw new KernelFaultException($"reads shared memory of another block at {address}, with no barrier of the cluster since that may have written it.", lane);
            }

            cell.ReadFromAfar = arrivals + 1;
        }

        _readFromAfar = Math.Max(_readFromAfar, arrivals + 1);
        return _bytes + address;
    }

    /// <summary>All warps have reached a barrier.</summary>
    public void Pass() => _epoch++;

    private bool IsSeen(int writeArrivals, int waits)
    {
        for (int arrival = writeArrivals + 1; arrival <= waits; arrival++)
        {
            if (_releases.Contains(arrival))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="warp">Who reads, or <see cref="Several"/>.</param>
    public byte* Read(ulong address, int bytes, int warp, int lane)
    {
        Check(address, bytes, lane);
        int last = (int)(address + (ulong)bytes - 1) >> _cellShift;
        for (int i = (int)address >> _cellShift; i <= last; i++)
        {
            ref Cell cell = ref _cells[i];
            if (cell.Pending)
            {
                throw new KernelFaultException($"reads shared memory at {address} while a copy into it is under way: a wait is missing.", lane);
            }

            if (_order is not null)
            {
                _order.Read(i, address, warp, lane);
                continue;
            }

            if (cell.WriteEpoch == _epoch && cell.Writer != warp)
            {
                throw new KernelFaultException($"reads shared memory at {address}, which {Name(cell.Writer)} has written since the last barrier.", lane);
            }

            cell.Reader = cell.ReadEpoch == _epoch && cell.Reader != warp ? Several : (short)warp;
            cell.ReadEpoch = _epoch;
        }

        return _bytes + address;
    }

    /// <param name="warp">Who writes, or <see cref="Atomic"/>.</param>
    public byte* Write(ulong address, int bytes, int warp, int lane)
    {
        Check(address, bytes, lane);
        int last = (int)(address + (ulong)bytes - 1) >> _cellShift;
        for (int i = (int)address >> _cellShift; i <= last; i++)
        {
            ref Cell cell = ref _cells[i];
            if (cell.Pending)
            {
                throw new KernelFaultException($"writes shared memory at {address} while a copy into it is under way: a wait is missing.", lane);
            }

            if (cell.ReadFromAfar > _waits)
            {
                throw new KernelFaultException($"writes shared memory at {address}, which another block of the cluster may still be reading.", lane);
            }

            cell.WriteArrivals = _arrivals;
            if (_order is not null)
            {
                _order.Write(i, address, warp, lane);
                continue;
            }

            if (cell.WriteEpoch == _epoch && cell.Writer != warp)
            {
                throw new KernelFaultException($"writes shared memory at {address}, which {Name(cell.Writer)} has written since the last barrier.", lane);
            }

            if (cell.ReadEpoch == _epoch && cell.Reader != warp)
            {
                throw new KernelFaultException($"writes shared memory at {address}, which {Name(cell.Reader)} has read since the last barrier.", lane);
            }

            cell.Writer = (short)warp;
            cell.WriteEpoch = _epoch;
        }

        return _bytes + address;
    }

    /// <summary>Bytes that have been asked for with <see cref="Read"/> before.</summary>
    public byte* At(ulong address) => _bytes + address;

    /// <summary>Marks cells as the target of a copy, or as reached by it.</summary>
    public void Mark(ulong address, int bytes, bool pending)
    {
        int last = (int)(address + (ulong)bytes - 1) >> _cellShift;
        for (int i = (int)address >> _cellShift; i <= last; i++)
        {
            _cells[i].Pending = pending;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(ulong address, int bytes, int lane)
    {
        if (address + (ulong)bytes > (ulong)Bytes || address > (ulong)Bytes)
        {
            throw new KernelFaultException($"{bytes} bytes of shared memory at {address}, of which there are {Bytes}.", lane);
        }

        if ((address & (ulong)(bytes - 1)) != 0)
        {
            throw new KernelFaultException($"shared memory at {address} is not aligned to {bytes} bytes.", lane);
        }
    }

    private static string Name(short warp) => warp switch
    {
        Several => "more than one warp",
        Atomic => "an atomic operation",
        _ => $"warp {warp}",
    };

    public void Dispose() => NativeMemory.AlignedFree(_bytes);
}
