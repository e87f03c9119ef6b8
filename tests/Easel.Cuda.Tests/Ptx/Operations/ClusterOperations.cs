using System.Numerics;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary><c>barrier.cluster.arrive</c></summary>
/// <param name="releases">Whether others see after the barrier what was written before.</param>
internal sealed class ArriveInCluster(bool releases) : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes) => warp.ArriveInCluster(releases);
}

/// <summary><c>barrier.cluster.wait</c>: a barrier of the block, too.</summary>
internal sealed class WaitForCluster : Instruction
{
    public override Flow Flow => Flow.Barrier;

    public override void Run(Warp warp, uint lanes) => warp.WaitForCluster();
}

/// <summary><c>mapa.shared::cluster</c>: where another block of the cluster has what lies at an address of this block's shared memory.</summary>
internal sealed unsafe class MapToBlock(int result, int address, int block) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        uint* results = (uint*)(warp.Registers + result);
        uint* addresses = (uint*)(warp.Registers + address);
        uint* blocks = (uint*)(warp.Registers + block);
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            if (blocks[lane] >= (uint)warp.Block.Launch.Grid.Cluster)
            {
                throw new KernelFaultException($"asks for block {blocks[lane]} of a cluster of {warp.Block.Launch.Grid.Cluster}.", lane);
            }

            results[lane] = Cluster.Address(addresses[lane], (int)blocks[lane]);
        }
    }
}

/// <summary><c>membar.gl</c> and stronger: with atomic operations before or after, orders what blocks do.</summary>
internal sealed class FenceOfCard : Instruction
{
    public override void Run(Warp warp, uint lanes) => warp.Block.Launch.Order?.Fence(warp);
}
