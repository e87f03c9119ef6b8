namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>The threads that share shared memory: their warps take turns, each going on until a barrier.</summary>
internal sealed class Block : IDisposable
{
    private readonly Warp[] _warps;
    private readonly Warpgroup[] _groups = [];

    public Block(Launch launch, Cluster cluster, int rank)
    {
        Launch = launch;
        Cluster = cluster;
        Rank = rank;
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

    public Cluster Cluster { get; }

    /// <summary>Within the cluster.</summary>
    public int Rank { get; }

    public SharedMemory Shared { get; }

    public Barriers Barriers { get; }

    /// <summary>How warpgroups' products see shared memory, if the kernel has any.</summary>
    public AsyncProxy? Proxy { get; }

    /// <summary>Of the grid.</summary>
    public (int X, int Y, int Z) Place { get; private set; }

    public long LaneInstructions => _warps.Sum(warp => warp.LaneInstructions);

    /// <summary>In the grid, counted.</summary>
    public int Number { get; private set; }

    public bool HasEnded => Array.TrueForAll(_warps, warp => warp.HasEnded);

    /// <summary>Goes to a block's first instruction.</summary>
    public void Begin(int x, int y, int z)
    {
        Place = (x, y, z);
        Number = checked(x + Launch.Grid.X * (y + Launch.Grid.Y * z));
        Shared.Begin((ulong)Number);
        Proxy?.Begin();
        Barriers.Begin();
        Array.ForEach(_groups, group => group.Begin());
        foreach (Warp warp in _warps)
        {
            warp.Begin();
        }
    }

    /// <summary>Goes on until the cluster's barrier or the end.</summary>
    public void Run()
    {
        Array.ForEach(_warps, warp => warp.WaitsForOthers = false);
        while (!HasEnded)
        {
            // Who waits stays until the next round, also where it was the last to come: so four warps that meet are at the same place after each round.
            Warp[] ready = Array.FindAll(_warps, warp => !warp.HasEnded && !warp.IsWaiting && !warp.WaitsForOthers);
            if (Array.TrueForAll(_warps, warp => warp.WaitsForOthers))
            {
                Meet();
                return;
            }

            CheckProgress(ready);
            Array.ForEach(ready, warp => warp.Run());
            Array.ForEach(_groups, group => group.Pass());
        }

        Array.ForEach(_groups, group => group.End());
        Barriers.End();
        try
        {
            Shared.End(_warps.Min(warp => warp.Waits));
        }
        catch (KernelFaultException fault)
        {
            throw Explain(fault, _warps[0]);
        }
    }

    /// <summary>All warps have waited for each other.</summary>
    public void Meet()
    {
        Shared.Pass();
        Launch.Order?.Pass(this, _warps.Length);
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
        if (Array.Find(_warps, warp => warp.HasEnded) is { } ended)
        {
            throw Explain(new($"warp {waiting.Index} waits at a barrier that warp {ended.Index} does not reach: it has ended."), waiting);
        }

        Warp? here = Array.Find(_warps, warp => !warp.WaitsForOthers);
        Warp? there = Array.Find(_warps, warp => warp.WaitsForOthers);
        throw Explain(
            new(here is not null && there is not null
                ? $"warp {here.Index} waits for the block, warp {there.Index} for the cluster."
                : $"warp {waiting.Index} waits at a barrier, and all others wait too."),
            here ?? waiting);
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
