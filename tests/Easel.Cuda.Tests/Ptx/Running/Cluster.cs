namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>Blocks that run at once, in a row along the grid's third extent: they take turns, each going on until a barrier of the cluster.</summary>
internal sealed class Cluster : IDisposable
{
    // An address of another block's shared memory has the block's rank, counted from 1, above these bits; of the own, nothing.
    private const int PlaceBits = 24;

    private readonly Launch _launch;
    private readonly Block[] _blocks;

    public Cluster(Launch launch)
    {
        _launch = launch;
        _blocks = [.. Enumerable.Range(0, launch.Grid.Cluster).Select(rank => new Block(launch, this, rank))];
    }

    public long LaneInstructions => _blocks.Sum(block => block.LaneInstructions);

    /// <summary>Where a block has what lies at an address of shared memory.</summary>
    public static uint Address(uint address, int rank) => (address & ((1u << PlaceBits) - 1)) | (uint)(rank + 1) << PlaceBits;

    /// <summary>The place in a block's shared memory.</summary>
    public static ulong PlaceOf(ulong address) => address & ((1ul << PlaceBits) - 1);

    /// <summary>The block whose shared memory an address is of.</summary>
    public Block Owner(ulong address, Block own, int lane)
    {
        ulong rank = address >> PlaceBits;
        if (rank > (ulong)_blocks.Length)
        {
            throw new KernelFaultException($"0x{address:x} is no address of the cluster's shared memory.", lane);
        }

        Block owner = rank == 0 ? own : _blocks[rank - 1];
        return owner.HasEnded ? throw new KernelFaultException($"reads shared memory of block {owner.Place}, which has ended.", lane) : owner;
    }

    /// <summary>Runs a cluster of the grid to its end.</summary>
    /// <param name="number">Of the cluster.</param>
    /// <param name="backward">Whether the last block begins.</param>
    public void Run(long number, bool backward)
    {
        Block[] order = backward ? [.. Enumerable.Reverse(_blocks)] : _blocks;
        foreach (Block block in order)
        {
            int x = _launch.Grid.X;
            int y = _launch.Grid.Y;
            block.Begin((int)(number % x), (int)(number / x % y), (int)(number / x / y * _blocks.Length) + block.Rank);
        }

        do
        {
            foreach (Block block in order)
            {
                block.Run();
            }

            if (Array.Find(_blocks, block => block.HasEnded) is { } ended && Array.Find(_blocks, block => !block.HasEnded) is { } waiting)
            {
                throw new KernelFaultException($"{_launch.Kernel.Name}: block {waiting.Place} waits at a barrier of the cluster that block {ended.Place} does not reach: it has ended.");
            }
        }
        while (!_blocks[0].HasEnded);
    }

    public void Dispose() => Array.ForEach(_blocks, block => block.Dispose());
}
