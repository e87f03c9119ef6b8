using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>Comes to one of a block's sixteen barriers. PTX ISA 8.0, bar.</summary>
/// <param name="number">Place of its number.</param>
/// <param name="threads">Place of how many threads come to it, or -1 for all of the block.</param>
/// <param name="waits"><c>bar.sync</c>; else <c>bar.arrive</c>, which goes on at once.</param>
internal sealed unsafe class ComeToBarrier(int number, int threads, bool waits) : Instruction
{
    public override Flow Flow => waits ? Flow.Barrier : Flow.Together;

    public override void Run(Warp warp, uint lanes)
        => warp.Block.Barriers.Arrive(warp, SameOfAll(warp, number, lanes), threads < 0 ? -1 : SameOfAll(warp, threads, lanes), waits);

    private static int SameOfAll(Warp warp, int place, uint lanes)
    {
        int* values = (int*)(warp.Registers + place);
        for (int lane = 1; lane < 32; lane++)
        {
            if ((lanes >> lane & 1) != 0 && values[lane] != values[0])
            {
                throw new KernelFaultException("lanes differ in the barrier or its threads.", lane);
            }
        }

        return values[0];
    }
}
