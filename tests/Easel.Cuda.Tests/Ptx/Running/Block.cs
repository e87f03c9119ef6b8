namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>The threads that share shared memory: their warps take turns, each going on until a barrier.</summary>
internal sealed class Block : IDisposable
{
    private readonly Warp[] _warps;
    private readonly Warpgroup[] _groups = [];

    public Block(Launch launch)
    {
        Launch = launch;
        int warps = (launch.Threads + 31) / 32;
        Barriers = new(this, warps);
        Shared = new(launch.Kernel.StaticSharedBytes + launch.DynamicSharedBytes, launch.Kernel.SharedCellBytes, launch.Kernel.MeetsInParts ? Barriers : null, warps);
        Proxy = launch.Kernel.UsesWarpgroups ? new(Shared.Bytes, launch.Threads) : null;

        _warps = new Warp[warps];
        for (int i = 0; i < _warps.Length; i++)
        {
            _warps[i] = new(this, i);
        }

        if (launch.Kernel.UsesWarpgroups)
        {
            _groups = [.. _warps.Chunk(4).Select(warps => new Warpgroup(this, warps))];
        }
    }

    public Launch Launch { get; }

    public SharedMemory Shared { get; }

    public Barriers Barriers { get; }

    /// <summary>How warpgroups' products see shared memory, if the kernel has any.</summary>
    public AsyncProxy? Proxy { get; }

    /// <summary>Of the grid.</summary>
    public (int X, int Y, int Z) Place { get; private set; }

    public long LaneInstructions => _warps.Sum(warp => warp.LaneInstructions);

    /// <summary>Runs one block of the grid from its first instruction to its end.</summary>
    public void Run(long number)
    {
        int x = Launch.Grid.X;
        int y = Launch.Grid.Y;
        Place = ((int)(number % x), (int)(number / x % y), (int)(number / x / y));
        Shared.Begin((ulong)number);
        Proxy?.Begin();
        Barriers.Begin();
        Array.ForEach(_groups, group => group.Begin());
        foreach (Warp warp in _warps)
        {
            warp.Begin();
        }

        while (!Array.TrueForAll(_warps, warp => warp.HasEnded))
        {
            // Who waits stays until the next round, also where it was the last to come: so four warps that meet are at the same place after each round.
            Warp[] ready = Array.FindAll(_warps, warp => !warp.HasEnded && !warp.IsWaiting);
            CheckProgress(ready);
            Array.ForEach(ready, warp => warp.Run());
            Array.ForEach(_groups, group => group.Pass());
        }

        Array.ForEach(_groups, group => group.End());
        Barriers.End();
    }

    /// <summary>The warpgroup that a warp belongs to.</summary>
    public Warpgroup Group(Warp warp) => _groups[warp.Index / 4];

    private void CheckProgress(Warp[] ready)
    {
        if (ready.Length > 0)
        {
            return;
        }

        Warp waiting = Array.Find(_warps, warp => !warp.HasEnded)!;
        Warp? ended = Array.Find(_warps, warp => warp.HasEnded);
        throw Explain(
            new(ended is null
                ? $"warp {waiting.Index} waits at a barrier, and all others wait too."
                : $"warp {waiting.Index} waits at a barrier that warp {ended.Index} does not reach: it has ended."),
            waiting);
    }

    /// <summary>Adds to a fault where it happened.</summary>
    public KernelFaultException Explain(KernelFaultException fault, Warp warp)
    {
        string who = fault.Lane < 0 ? $"warp {warp.Index}" : $"thread {32 * warp.Index + fault.Lane}";
        return new($"{Launch.Kernel.Name}, line {warp.Current?.Line} '{warp.Current?.Text}', block {Place}, {who}: {fault.Message}", fault.Lane, fault);
    }

    public void Dispose()
    {
        foreach (Warp warp in _warps)
        {
            warp.Dispose();
        }

        Shared.Dispose();
    }
}
