namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// Four warps that multiply matrices together. As warps take turns from barrier to barrier, the first that comes to a step reads what is to be read of
/// shared memory, and the others must come to the same steps.
/// </summary>
internal sealed unsafe class Warpgroup(Block block, Warp[] warps)
{
    private readonly List<WarpgroupStep> _steps = [];
    private readonly Queue<(int Group, ulong[] Pieces)> _reads = [];
    private readonly int[] _places = new int[4];

    // Groups of products that each warp has waited for.
    private readonly int[] _waited = new int[4];
    private int _count;
    private int _committed;

    public void Begin()
    {
        _reads.Clear();
        Array.Clear(_places);
        Array.Clear(_waited);
        _count = 0;
        _committed = 0;
    }

    /// <summary>A warp comes to its next step.</summary>
    public WarpgroupStep Next(Warp warp, Instruction instruction, ulong left = 0, ulong right = 0, bool adds = false)
    {
        if (warps.Length < 4 || warps[3].All != uint.MaxValue)
        {
            throw new KernelFaultException("a warpgroup must have four whole warps.");
        }

        int place = _places[warp.Index % 4]++;
        if (place == _steps.Count)
        {
            _steps.Add(new());
        }

        WarpgroupStep step = _steps[place];
        if (place == _count)
        {
            _count++;
            step.Begin(instruction, left, right, adds, _committed);
        }

        if (!step.IsSame(instruction, left, right, adds))
        {
            throw new KernelFaultException(step.Instruction == instruction
                ? "does not have the same descriptors, or the same choice to add, as another warp of the warpgroup."
                : $"another warp of the warpgroup has come to line {step.Instruction.Line} '{step.Instruction.Text}' instead.");
        }

        step.Warps++;
        return step;
    }

    /// <summary>A product begins to read shared memory.</summary>
    /// <param name="warp">The first of the four that comes to it.</param>
    /// <param name="pieces">Where its pieces of 16 bytes lie.</param>
    public void BeginRead(Warp warp, ulong[] pieces)
    {
        foreach (ulong piece in pieces)
        {
            block.Shared.Read(piece, AsyncProxy.PieceBytes, Reader(warp), -1);
            block.Proxy!.BeginRead(piece);
        }

        _reads.Enqueue((_committed, pieces));
    }

    public void Commit() => _committed++;

    /// <summary>A warp has waited for products of groups before this one: it has read what they read. After the last warp, that may be written after a barrier.</summary>
    public void EndReads(Warp warp, int group, bool isLast)
    {
        int before = _waited[warp.Index % 4];
        foreach ((int number, ulong[] pieces) in _reads)
        {
            if (number >= before && number < group && (isLast || block.Launch.Kernel.MeetsInParts))
            {
                Array.ForEach(pieces, piece => block.Shared.Read(piece, AsyncProxy.PieceBytes, Reader(warp), -1));
            }
        }

        _waited[warp.Index % 4] = Math.Max(before, group);
        while (isLast && _reads.TryPeek(out (int Group, ulong[] Pieces) read) && read.Group < group)
        {
            Array.ForEach(read.Pieces, block.Proxy!.EndRead);
            _reads.Dequeue();
        }
    }

    private int Reader(Warp warp) => block.Launch.Kernel.MeetsInParts ? warp.Index : SharedMemory.Several;

    /// <summary>All warps have reached a barrier, or ended. Warps of a warpgroup must meet at the same barriers.</summary>
    public void Pass()
    {
        int late = Array.FindIndex(_places, 0, warps.Length, place => place != _count);
        if (late >= 0)
        {
            WarpgroupStep missed = _steps[_places[late]];
            throw block.Explain(new($"has not come to line {missed.Instruction.Line} '{missed.Instruction.Text}' as other warps of the warpgroup have."), warps[late]);
        }

        Array.Clear(_places);
        _count = 0;
    }

    /// <summary>All warps have ended.</summary>
    public void End()
    {
        if (_reads.Count > 0)
        {
            throw block.Explain(new("ends with a warpgroup's product under way: a wait is missing."), warps[0]);
        }
    }
}
