using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>
/// Matrices that lie divided among the lanes of a warp. Lane l, group g = l / 4, t = l % 4, holds of a left factor [16, depth] rows g and g + 8 and columns
/// 2t, 2t + 1 of each 8; of a sum [16, 8] rows g and g + 8, columns 2t, 2t + 1. PTX ISA 7.0, mma.m16n8k16.
/// </summary>
internal static unsafe class Fragments
{
    private static readonly float[] s_halves = [.. Enumerable.Range(0, 65536).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))];

    public static float FromHalf(uint bits) => s_halves[bits & 0xffff];

    /// <summary>A left factor [16, 16] by rows, of which registers with 8 columns each are filled in.</summary>
    /// <param name="registers">Of the warp.</param>
    /// <param name="places">Two for each 8 columns.</param>
    /// <param name="brain">Whether the elements are bfloat16, not halves.</param>
    /// <param name="left">What is filled in.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LoadLeft(byte* registers, ReadOnlySpan<int> places, bool brain, float* left)
    {
        for (int i = 0; i < places.Length; i++)
        {
            uint* pairs = (uint*)(registers + places[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                float* to = left + 16 * (lane / 4 + 8 * (i & 1)) + 2 * (lane % 4) + 8 * (i >> 1);
                to[0] = ToFloat(pairs[lane], brain);
                to[1] = ToFloat(pairs[lane] >> 16, brain);
            }
        }
    }

    /// <summary>d = left right + c. Products are exact, sums are rounded as floats one after the other; a card rounds them its own way.</summary>
    /// <param name="registers">Of the warp.</param>
    /// <param name="d">Where the result goes, four places.</param>
    /// <param name="c">What is added: four places, or none for zeros.</param>
    /// <param name="left">[16, 16] by rows.</param>
    /// <param name="right">[depth, 8] by rows.</param>
    /// <param name="rightRow">Floats from a row of it to the next.</param>
    /// <param name="depth">Up to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(byte* registers, ReadOnlySpan<int> d, ReadOnlySpan<int> c, float* left, float* right, int rightRow, int depth)
    {
        Vector256<float>* sums = stackalloc Vector256<float>[16];
        for (int i = 0; i < c.Length; i++)
        {
            float* from = (float*)(registers + c[i]);
            for (int lane = 0; lane < 32; lane++)
            {
                ((float*)(sums + lane / 4 + 8 * (i >> 1)))[2 * (lane % 4) + (i & 1)] = from[lane];
            }
        }

        for (int row = 0; row < 16; row++)
        {
            Vector256<float> sum = c.Length == 0 ? Vector256<float>.Zero : sums[row];
            for (int k = 0; k < depth; k++)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.Create(left[16 * row + k]), Vector256.Load(right + rightRow * k), sum);
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

    public static float ToFloat(uint bits, bool brain) => brain ? BitConverter.UInt32BitsToSingle(bits << 16) : FromHalf(bits);
}
