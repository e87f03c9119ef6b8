using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Decoding;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>A kernel with its grid and parameters.</summary>
internal sealed unsafe class Launch(Kernel kernel, CardMemory memory, GridSize grid, int threads, int dynamicSharedBytes, ReadOnlySpan<byte> parameters)
{
    private readonly byte[] _parameters = Pin(parameters);

    public Kernel Kernel { get; } = kernel;

    public CardMemory Memory { get; } = memory;

    public GridSize Grid { get; } = grid;

    /// <summary>Of a block.</summary>
    public int Threads { get; } = threads;

    public int DynamicSharedBytes { get; } = dynamicSharedBytes;

    /// <summary>A warp that does more instructions in a block will not end.</summary>
    public long MostSteps { get; init; } = 1L << 28;

    /// <summary>The kernel's parameters, byte for byte.</summary>
    public byte* Parameters => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_parameters));

    /// <summary>What blocks may know of each other's accesses, if they could tell.</summary>
    public MemoryOrders? Order { get; private set; }

    /// <summary>Runs all blocks, one after the other or several at once.</summary>
    /// <param name="blocksAtOnce">How many side by side; blocks that count in memory go one after the other.</param>
    /// <param name="order">In what order.</param>
    /// <returns>Instructions done, counted for each lane.</returns>
    public long Run(int blocksAtOnce, BlockOrder order)
    {
        int clusters = checked(Grid.X * Grid.Y * (Grid.Z / Grid.Cluster));
        Order = Kernel.CountsInMemory && clusters * Grid.Cluster > 1 ? new MemoryOrders() : null;
        long done = 0;
        if (blocksAtOnce <= 1 || clusters == 1 || Order is not null)
        {
            using var cluster = new Cluster(this);
            foreach (int number in order.Of(clusters))
            {
                cluster.Run(number, order.IsBackward);
            }

            return cluster.LaneInstructions;
        }

        Parallel.For(
            0,
            clusters,
            new ParallelOptions { MaxDegreeOfParallelism = blocksAtOnce },
            () => new Cluster(this),
            (number, _, cluster) =>
            {
                cluster.Run(number, order.IsBackward);
                return cluster;
            },
            cluster =>
            {
                Interlocked.Add(ref done, cluster.LaneInstructions);
                cluster.Dispose();
            });
        return done;
    }

    private static byte[] Pin(ReadOnlySpan<byte> bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
    }
}
