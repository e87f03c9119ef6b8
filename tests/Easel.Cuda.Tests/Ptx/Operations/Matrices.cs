using System.Runtime.CompilerServices;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>
/// Loads 8x8 matrices of 16-bit elements. Lanes 8i to 8i + 7 give the addresses of the rows of matrix i; lane l gets elements 2 (l % 4) and the next of
/// row l / 4, or of column l / 4 if transposed. PTX ISA 7.0, ldmatrix.
/// </summary>
internal sealed unsafe class LoadMatrices(int[] results, Place place, bool transposed) : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        ushort* elements = stackalloc ushort[64];
        ulong* addresses = stackalloc ulong[32];
        for (int lane = 0; lane < 8 * results.Length; lane++)
        {
            addresses[lane] = place.Address(registers, lane);
        }

        for (int matrix = 0; matrix < results.Length; matrix++)
        {
            for (int row = 0; row < 8; row++)
            {
                int lane = 8 * matrix + row;
                Unsafe.CopyBlock(elements + 8 * row, warp.ToRead(Space.Shared, addresses[lane], 16, lane), 16);
            }

            uint* to = (uint*)(registers + results[matrix]);
            for (int lane = 0; lane < 32; lane++)
            {
                int row = lane / 4;
                int column = 2 * (lane % 4);
                to[lane] = transposed
                    ? elements[8 * column + row] | (uint)elements[8 * (column + 1) + row] << 16
                    : ((uint*)elements)[lane];
            }
        }
    }
}

/// <summary>
/// d = a b + c with a [16, depth] by rows, b [depth, 8] by columns, c and d [16, 8] floats; depth 8 or 16. Lanes hold a, c and d as <see cref="Fragments"/>
/// says, and of b lane l holds rows 2 (l % 4) and the next of each 8, and column l / 4. PTX ISA 7.0, mma.m16n8k16.
/// </summary>
internal sealed unsafe class MultiplyMatrices(int[] d, int[] a, int[] b, int[] c, bool brain) : Instruction
{
    public override Flow Flow => Flow.Together;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        float* left = stackalloc float[16 * 16];
        float* right = stackalloc float[16 * 8];
        Fragments.LoadLeft(registers, a, brain, left);
        for (int i = 0; i < b.Length; i++)
        {
            uint* pairs = (uint*)(registers + b[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                float* to = right + 8 * (2 * (lane % 4) + 8 * i) + lane / 4;
                to[0] = Fragments.ToFloat(pairs[lane], brain);
                to[8] = Fragments.ToFloat(pairs[lane] >> 16, brain);
            }
        }

        Fragments.MultiplyAdd(registers, d, c, left, right, 8, 8 * b.Length);
    }
}
