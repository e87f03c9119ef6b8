using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Benchmarks;

/// <summary>What all threads together do in half precision when nothing but registers is involved: the bound for what <c>autocast</c> multiplies so.</summary>
internal sealed unsafe class HalfPeak
{
    private const int Sums = 24;
    private const int Steps = 300_000;
    private const int PiecesPerThread = 8;
    private const int FlopsPerSum = 64;

    private readonly nint _loop;

    private HalfPeak(nint loop) => _loop = loop;

    /// <summary>That of a target's instructions, or null if it multiplies in single precision.</summary>
    public static HalfPeak? Of(GemmTarget target)
        => target.RoundedForm is PanelForm.Float16 or PanelForm.BFloat16 && Make(target.RoundedForm) is nint loop and not 0 ? new HalfPeak(loop) : null;

    /// <summary>What <see cref="Run"/> does.</summary>
    public static double Flops(WorkerTeam team) => (double)FlopsPerSum * Sums * Steps * PiecesPerThread * team.Threads;

    /// <summary>About twenty milliseconds of work.</summary>
    public void Run(WorkerTeam team) => team.Run(team.Threads * PiecesPerThread, new PeakPieces(_loop));

    private static nint Make(PanelForm form) => Routine.Make(a =>
    {
        Routine.Clear(a, 8, Sums);
        a.vpxord(zmm0, zmm0, zmm0);
        a.mov(rax, Steps);
        Iced.Intel.Label step = a.CreateLabel();
        a.Label(ref step);
        for (int i = 0; i < Sums; i++)
        {
            if (form == PanelForm.Float16)
            {
                a.vfmadd231ph(Routine.Vector(8 + i), zmm0, zmm0);
            }
            else
            {
                a.vdpbf16ps(Routine.Vector(8 + i), zmm0, zmm0);
            }
        }

        a.dec(rax);
        a.jnz(step);
    });

    private readonly struct PeakPieces(nint loop) : IPieces
    {
        private readonly nint _loop = loop;

        public void Run(int piece, byte* scratch) => ((delegate* unmanaged<void*, void>)_loop)(scratch);
    }
}
