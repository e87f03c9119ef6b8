namespace Easel.Tensors.Tests.Assembler;

/// <summary>What the assembled tiles compute, one number at a time: exactly, then rounded where the instructions round.</summary>
internal static class ReferenceTiles
{
    public const int Columns = 32;

    /// <summary>Numbers of k that float16 adds in half precision.</summary>
    public const int Chain = 2 * TileOperands.ChainWords;

    /// <summary>Keys whose powers times values float16 adds in half precision.</summary>
    public const int KeyChain = 64;

    /// <summary>Chains of fused multiply-adds, each rounded to half precision; a chain's sum is added to C times its row's factor, rounded once.</summary>
    /// <param name="a">[rows, depth], bits of halves</param>
    /// <param name="b">[depth, 32], bits of halves</param>
    /// <param name="factors">[rows]</param>
    /// <param name="c">[rows, 32]</param>
    /// <param name="depth">Columns of A.</param>
    /// <param name="chain">Its length.</param>
    public static float[] Float16(ushort[] a, ushort[] b, float[] factors, float[] c, int depth, int chain = Chain)
    {
        float[] result = [.. c];
        for (int i = 0; i < result.Length; i++)
        {
            (int row, int column) = (i / Columns, i % Columns);
            for (int first = 0; first < depth; first += chain)
            {
                Half sum = Half.Zero;
                for (int k = first; k < Math.Min(depth, first + chain); k++)
                {
                    sum = MultiplyAdd(BitConverter.UInt16BitsToHalf(a[(row * depth) + k]), BitConverter.UInt16BitsToHalf(b[(k * Columns) + column]), sum);
                }

                result[i] = MathF.FusedMultiplyAdd((float)sum, factors[row], result[i]);
            }
        }

        return result;
    }

    /// <summary>
    /// Two fused multiply-adds in single precision for each pair of k, first the one of the odd number, then that of the even one; what is subnormal is
    /// zero, going in and coming out. So says Intel's manual (volume 2, VDPBF16PS), and so it is.
    /// </summary>
    /// <param name="a">[rows, depth], bits of bfloat16</param>
    /// <param name="b">[depth, 32], bits of bfloat16</param>
    /// <param name="c">[rows, 32]</param>
    /// <param name="depth">Columns of A.</param>
    public static float[] BFloat16(ushort[] a, ushort[] b, float[] c, int depth)
    {
        float[] result = [.. c];
        for (int i = 0; i < result.Length; i++)
        {
            (int row, int column) = (i / Columns, i % Columns);
            for (int k = 0; k < depth; k += 2)
            {
                bool isPair = k + 1 < depth;
                result[i] = MultiplyAddFlushed(isPair ? a[(row * depth) + k + 1] : (ushort)0, isPair ? b[((k + 1) * Columns) + column] : (ushort)0, result[i]);
                result[i] = MultiplyAddFlushed(a[(row * depth) + k], b[(k * Columns) + column], result[i]);
            }
        }

        return result;
    }

    /// <summary>a b + c, rounded once. Double precision holds the product; its sum with c may need more digits, so that it is rounded to odd, which does no harm to the last rounding.</summary>
    private static Half MultiplyAdd(Half a, Half b, Half c)
    {
        double product = (double)a * (double)b;
        double addend = (double)c;
        double sum = product + addend;
        if (!double.IsFinite(sum))
        {
            return (Half)sum;
        }

        // What the sum lost. Knuth 1997, 4.2.2, theorem B.
        double part = sum - product;
        double lost = (product - (sum - part)) + (addend - part);
        if (lost != 0 && BitConverter.DoubleToInt64Bits(sum) % 2 == 0)
        {
            sum = lost > 0 ? Math.BitIncrement(sum) : Math.BitDecrement(sum);
        }

        return (Half)sum;
    }

    private static float MultiplyAddFlushed(ushort a, ushort b, float c) => Flushed(MathF.FusedMultiplyAdd(Flushed(Widened(a)), Flushed(Widened(b)), Flushed(c)));

    private static float Widened(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static float Flushed(float x) => float.IsSubnormal(x) ? MathF.CopySign(0, x) : x;
}
