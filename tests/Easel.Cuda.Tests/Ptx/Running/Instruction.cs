namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>How a warp goes on after an instruction.</summary>
internal enum Flow
{
    Next,

    /// <summary>All lanes of the warp must do it at once.</summary>
    Together,
    Branch,
    Exit,

    /// <summary>All lanes at once, and the warp waits for the block.</summary>
    Barrier,
}

/// <summary>A decoded instruction: does its work for some lanes of a warp.</summary>
internal abstract class Instruction
{
    /// <summary>Of the PTX.</summary>
    public int Line { get; set; }

    /// <summary>As written.</summary>
    public string Text { get; set; } = "";

    /// <summary>Where the guarding predicate lies among the registers, or -1.</summary>
    public int Guard { get; set; } = -1;

    /// <summary>All bits set where lanes take part if the guard is false.</summary>
    public uint GuardFlip { get; set; }

    /// <summary>Which of the registers that warpgroups' products use it reads or writes besides them, if any.</summary>
    public int[]? Touched { get; set; }

    public virtual Flow Flow => Flow.Next;

    /// <param name="warp">Whose registers.</param>
    /// <param name="lanes">A bit for each lane that takes part; at least one.</param>
    public abstract void Run(Warp warp, uint lanes);
}

/// <summary>Goes on elsewhere.</summary>
internal sealed class Branch(int target) : Instruction
{
    public int Target { get; } = target;

    public override Flow Flow => Flow.Branch;

    public override void Run(Warp warp, uint lanes) => throw new InvalidOperationException("A branch has no work.");
}

/// <summary>Does nothing of its own: ends a lane, waits, or orders what is in order anyway.</summary>
internal sealed class Marker(Flow flow) : Instruction
{
    public override Flow Flow => flow;

    public override void Run(Warp warp, uint lanes)
    {
    }
}

/// <summary><c>trap</c></summary>
internal sealed class Trap : Instruction
{
    public override void Run(Warp warp, uint lanes) => throw new KernelFaultException("the kernel stopped itself (trap).");
}
