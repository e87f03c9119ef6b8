namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>What four warps do together, each when its turn comes.</summary>
internal sealed class WarpgroupStep
{
    public Instruction Instruction { get; private set; } = null!;

    /// <summary>The left factor's descriptor; 0 if it lies in registers.</summary>
    public ulong Left { get; private set; }

    /// <summary>The right factor's descriptor.</summary>
    public ulong Right { get; private set; }

    /// <summary>Whether the product is added to sums.</summary>
    public bool Adds { get; private set; }

    /// <summary>Groups of products that were closed before.</summary>
    public int Committed { get; private set; }

    /// <summary>Warps that have come to it.</summary>
    public int Warps { get; set; }

    /// <summary>The left factor from shared memory, [64, 16].</summary>
    public float[] LeftFactor { get; set; } = [];

    /// <summary>The right factor, [16, columns].</summary>
    public float[] RightFactor { get; set; } = [];

    public void Begin(Instruction instruction, ulong left, ulong right, bool adds, int committed)
    {
        Instruction = instruction;
        Left = left;
        Right = right;
        Adds = adds;
        Committed = committed;
        Warps = 0;
    }

    public bool IsSame(Instruction instruction, ulong left, ulong right, bool adds)
        => Instruction == instruction && Left == left && Right == right && Adds == adds;
}
