namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// Who touched which cell of shared memory when, for kernels whose warps do not all meet at every barrier: a warp may only read what it knows to be written,
/// and only write what it knows to be read and written.
/// </summary>
internal sealed class AccessOrder(Barriers barriers, int cells, int warps)
{
    private const int Never = -1;

    private readonly short[] _writers = new short[cells];
    private readonly int[] _written = new int[cells];
    private readonly int[] _read = new int[cells * warps];

    public void Begin()
    {
        Array.Fill(_written, Never);
        Array.Fill(_read, Never);
    }

    public void Read(int cell, ulong address, int warp, int lane)
    {
        RequireWritten(cell, address, warp, lane, "reads");
        _read[(cell * warps) + warp] = barriers.LastOf(warp);
    }

    public void Write(int cell, ulong address, int warp, int lane)
    {
        if (warp < 0)
        {
            throw new KernelFaultException("atomic operations between barriers of some warps are not known.", lane);
        }

        RequireWritten(cell, address, warp, lane, "writes");
        for (int other = 0; other < warps; other++)
        {
            int read = _read[(cell * warps) + other];
            if (read != Never && !barriers.Knows(warp, other, read))
            {
                throw new KernelFaultException($"writes shared memory at {address}, which warp {other} has read, with no barrier between them since.", lane);
            }
        }

        _writers[cell] = (short)warp;
        _written[cell] = barriers.LastOf(warp);
    }

    private void RequireWritten(int cell, ulong address, int warp, int lane, string what)
    {
        if (_written[cell] != Never && !barriers.Knows(warp, _writers[cell], _written[cell]))
        {
            throw new KernelFaultException($"{what} shared memory at {address}, which warp {_writers[cell]} has written, with no barrier between them since.", lane);
        }
    }
}
