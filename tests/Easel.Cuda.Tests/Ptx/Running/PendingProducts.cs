namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// Registers of a warp that warpgroups' products under way use. Until a wait covers the products nothing else may read or write them, and products may only
/// use what others touched after a fence: PTX ISA 8.0, wgmma.fence and wgmma.wait_group.
/// </summary>
internal sealed class PendingProducts(int registers)
{
    private readonly Use[] _uses = new Use[registers];
    private int _committed;
    private int _finished;

    private struct Use
    {
        /// <summary>The newest group of products that uses it.</summary>
        public int Group;

        /// <summary>The sums that it is one of; none for a register of a left factor.</summary>
        public int[]? Sums;

        /// <summary>Whether something else has read or written it, with no fence since.</summary>
        public bool Touched;
    }

    public void Clear()
    {
        Array.Fill(_uses, new() { Group = -1, Touched = true });
        _committed = 0;
        _finished = 0;
    }

    /// <summary>Another instruction reads or writes these.</summary>
    public void Touch(int[] touched)
    {
        foreach (int register in touched)
        {
            if (IsUnderWay(register))
            {
                throw new KernelFaultException("touches a register of a warpgroup's product under way: a wait is missing.");
            }

            _uses[register].Touched = true;
        }
    }

    /// <summary><c>wgmma.fence</c></summary>
    public void Fence()
    {
        foreach (ref Use use in _uses.AsSpan())
        {
            use.Touched = false;
        }
    }

    /// <summary>A product begins. Those under way may have the same sums, in the same shape, or read the same left factor.</summary>
    public void Begin(int[] sums, int[] left)
    {
        int[]? same = sums;
        foreach (int register in sums)
        {
            Require(!_uses[register].Touched);
            if (IsUnderWay(register) && _uses[register].Sums != same)
            {
                same = _uses[register].Sums;
                if (same is null || !sums.AsSpan().SequenceEqual(same))
                {
                    throw new KernelFaultException("uses registers of a product under way that has other sums: a wait is missing.");
                }
            }

            _uses[register].Group = _committed;
        }

        foreach (int register in left)
        {
            Require(!_uses[register].Touched);
            if (IsUnderWay(register) && _uses[register].Sums is not null)
            {
                throw new KernelFaultException("reads sums of a product under way: a wait is missing.");
            }

            _uses[register] = new() { Group = _committed };
        }

        foreach (int register in sums)
        {
            _uses[register].Sums = sums;
        }
    }

    /// <summary>Closes the group.</summary>
    public void Commit() => _committed++;

    /// <summary>Waits for all but the newest groups.</summary>
    public void Wait(int newest) => _finished = Math.Max(_finished, _committed - newest);

    private bool IsUnderWay(int register) => _uses[register].Group >= _finished;

    private static void Require(bool fenced)
    {
        if (!fenced)
        {
            throw new KernelFaultException("uses registers that something else has touched since the last 'wgmma.fence'.");
        }
    }
}
