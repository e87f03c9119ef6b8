using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels;
using Easel.Tensors.Threading;

namespace Easel.Benchmarks;

/// <summary>What all threads together do in fused multiply-adds when nothing but registers is involved: the bound for every kernel.</summary>
internal static class FmaPeak
{
    private const int Sums = 12;
    private const int Steps = 300_000;
    private const int PiecesPerThread = 8;

    /// <summary>What <see cref="Run"/> does.</summary>
    public static double Flops(WorkerTeam team)
    {
        int lanes = Lanes16.IsSupported ? 16 : Lanes8.IsSupported ? 8 : 4;
        return 2.0 * Sums * lanes * Steps * PiecesPerThread * team.Threads;
    }

    /// <summary>About ten milliseconds of work: shorter ones are not seen well in the processor time of a process.</summary>
    public static void Run(WorkerTeam team)
    {
        if (Lanes16.IsSupported)
        {
            Run<Lanes16>(team);
        }
        else if (Lanes8.IsSupported)
        {
            Run<Lanes8>(team);
        }
        else
        {
            Run<Lanes4>(team);
        }
    }

    private static void Run<TLanes>(WorkerTeam team) where TLanes : unmanaged, ILanes<TLanes>
        => team.Run(team.Threads * PiecesPerThread, default(PeakPieces<TLanes>));

    private readonly unsafe struct PeakPieces<TLanes> : IPieces where TLanes : unmanaged, ILanes<TLanes>
    {
        public void Run(int piece, byte* scratch) => Loop((float*)scratch);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Loop(float* result)
        {
            TLanes a = TLanes.Splat(0.999f), b = TLanes.Splat(0.5f);
            TLanes c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
            for (int i = 0; i < Steps; i++)
            {
                c0 = TLanes.MultiplyAdd(c0, a, b);
                c1 = TLanes.MultiplyAdd(c1, a, b);
                c2 = TLanes.MultiplyAdd(c2, a, b);
                c3 = TLanes.MultiplyAdd(c3, a, b);
                c4 = TLanes.MultiplyAdd(c4, a, b);
                c5 = TLanes.MultiplyAdd(c5, a, b);
                c6 = TLanes.MultiplyAdd(c6, a, b);
                c7 = TLanes.MultiplyAdd(c7, a, b);
                c8 = TLanes.MultiplyAdd(c8, a, b);
                c9 = TLanes.MultiplyAdd(c9, a, b);
                c10 = TLanes.MultiplyAdd(c10, a, b);
                c11 = TLanes.MultiplyAdd(c11, a, b);
            }

            (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11).Store(result);
        }
    }
}
