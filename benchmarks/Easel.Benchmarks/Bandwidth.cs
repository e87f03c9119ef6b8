using System.Diagnostics;
using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Benchmarks;

/// <summary>What all threads together read from memory, and copy in it.</summary>
internal static class Bandwidth
{
    private const nint Bytes = 256 << 20;
    private const int Pieces = 256;

    /// <summary>GB/s of reading; and of copying, reads and writes counted.</summary>
    public static unsafe (double Read, double Copy) Measure(WorkerTeam team)
    {
        nint memory = NativePages.Allocate(2 * Bytes);
        new Span<byte>((void*)memory, (int)Bytes).Clear();
        new Span<byte>((void*)(memory + Bytes), (int)Bytes).Clear();
        double read = Rate(team, new ReadPieces((float*)memory), Bytes);
        double copy = Rate(team, new CopyPieces((float*)memory, (float*)(memory + Bytes)), 2 * Bytes);
        NativePages.Free(memory, 2 * Bytes);
        return (read, copy);
    }

    private static double Rate<TWork>(WorkerTeam team, TWork work, nint bytes) where TWork : unmanaged, IPieces
    {
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(Pieces, work);
            best = Math.Max(best, bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }

        return best;
    }

    private readonly unsafe struct ReadPieces(float* memory) : IPieces
    {
        private readonly float* _memory = memory;

        public void Run(int piece, byte* scratch)
        {
            nint count = Bytes / sizeof(float) / Pieces;
            Sum(_memory + (piece * count), count, (float*)scratch);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Sum(float* from, nint count, float* result)
        {
            Lanes8 a = Lanes8.Splat(0), b = a, c = a, d = a;
            for (nint i = 0; i < count; i += 32)
            {
                a += Lanes8.Load(from + i);
                b += Lanes8.Load(from + i + 8);
                c += Lanes8.Load(from + i + 16);
                d += Lanes8.Load(from + i + 24);
            }

            (a + b + c + d).Store(result);
        }
    }

    private readonly unsafe struct CopyPieces(float* from, float* to) : IPieces
    {
        private readonly float* _from = from;
        private readonly float* _to = to;

        public void Run(int piece, byte* scratch)
        {
            nint count = Bytes / sizeof(float) / Pieces;
            new Span<float>(_from + (piece * count), (int)count).CopyTo(new Span<float>(_to + (piece * count), (int)count));
        }
    }
}
