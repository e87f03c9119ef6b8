using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
/// d = a b + c with a [16, depth] by rows, b [depth, 8] by columns, c and d [16, 8] floats; depth 8 or 16. Lane l, group g = l / 4, t = l % 4, holds of a
/// rows g and g + 8 and columns 2t, 2t + 1 of each 8; of b rows 2t, 2t + 1 of each 8 and column g; of c and d rows g and g + 8, columns 2t, 2t + 1.
/// PTX ISA 7.0, mma.m16n8k16. Products are exact, sums are rounded as floats one after the other; a card rounds them its own way.
/// </summary>
internal sealed unsafe class MultiplyMatrices(int[] d, int[] a, int[] b, int[] c, bool brain) : Instruction
{
    private static readonly float[] s_halves = [.. Enumerable.Range(0, 65536).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))];

    public override Flow Flow => Flow.Together;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        int depth = 8 * b.Length;
        float* left = stackalloc float[16 * 16];
        float* right = stackalloc float[16 * 8];
        Vector256<float>* sums = stackalloc Vector256<float>[16];

        for (int i = 0; i < a.Length; i++)
        {
            uint* pairs = (uint*)(registers + a[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                float* to = left + 16 * (lane / 4 + 8 * (i & 1)) + 2 * (lane % 4) + 8 * (i >> 1);
                to[0] = Float(pairs[lane]);
                to[1] = Float(pairs[lane] >> 16);
            }
        }

        for (int i = 0; i < b.Length; i++)
        {
            uint* pairs = (uint*)(registers + b[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                float* to = right + 8 * (2 * (lane % 4) + 8 * i) + lane / 4;
                to[0] = Float(pairs[lane]);
                to[8] = Float(pairs[lane] >> 16);
            }
        }

        for (int i = 0; i < 4; i++)
        {
            float* from = (float*)(registers + c[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                ((float*)(sums + lane / 4 + 8 * (i >> 1)))[2 * (lane % 4) + (i & 1)] = from[lane];
            }
        }

        for (int row = 0; row < 16; row++)
        {
            Vector256<float> sum = sums[row];
            for (int k = 0; k < depth; k++)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.Create(left[16 * row + k]), Vector256.Load(right + 8 * k), sum);
            }

            sums[row] = sum;
        }

        for (int i = 0; i < 4; i++)
        {
            float* to = (float*)(registers + d[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                to[lane] = ((float*)(sums + lane / 4 + 8 * (i >> 1)))[2 * (lane % 4) + (i & 1)];
            }
        }
    }

    private float Float(uint bits) => brain ? BitConverter.UInt32BitsToSingle(bits << 16) : s_halves[bits & 0xffff];
}
