using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Mixed;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>A tile's operands where and how the assembled kernels want them, with nothing allowed behind them.</summary>
internal sealed unsafe class TileOperands : IDisposable
{
    /// <summary>Words of a float16 chain; any number would do.</summary>
    public const int ChainWords = 80;

    // Floats from one row of C to the next: more than a row, which may not be touched.
    private const int Pitch = 37;

    private readonly int _rows;
    private readonly GuardedMemory _a;
    private readonly GuardedMemory _b;
    private readonly GuardedMemory _c;

    private TileOperands(int rows, int depth, nint rowBytes, float[]? c)
    {
        int words = (depth + 1) / 2;
        _rows = rows;
        _a = new(((rows - 1) * RowBytes) + rowBytes);
        _b = new((nint)words * 2 * MixedTiles.Columns * sizeof(ushort));
        _c = new((((rows - 1) * Pitch) + MixedTiles.Columns) * sizeof(float));
        Arguments = new()
        {
            A = _a.Address,
            B = _b.Address,
            C = (float*)_c.Address,
            Pitch = Pitch * sizeof(float),
            Words = words,
            Keep = c is null ? 0 : -1,
            Chain = ChainWords,
        };
        for (int i = 0; i < (c?.Length ?? 0); i++)
        {
            Arguments.C[(i / MixedTiles.Columns * Pitch) + (i % MixedTiles.Columns)] = c![i];
        }
    }

    public TileArguments Arguments { get; }

    private static nint RowBytes => Block.Pitch * sizeof(float);

    /// <summary>Rows of two halves in a word, with the row's factor where the kernel looks for it; B's rows one after the other.</summary>
    /// <param name="a">[rows, depth], bits of halves</param>
    /// <param name="b">[depth, 32], bits of halves</param>
    /// <param name="factors">[rows]</param>
    /// <param name="c">[rows, 32], or none for sums that begin at zero</param>
    public static TileOperands Float16(ushort[] a, ushort[] b, float[] factors, float[]? c)
    {
        int rows = factors.Length;
        int depth = a.Length / rows;
        TileOperands operands = new(rows, depth, MixedTiles.FactorOffset + sizeof(float), c);
        operands.SetA(a, depth);
        for (int row = 0; row < rows; row++)
        {
            *(float*)(operands._a.Address + (row * RowBytes) + MixedTiles.FactorOffset) = factors[row];
        }

        ushort[] padded = [.. b, .. new ushort[depth % 2 * MixedTiles.Columns]];
        padded.CopyTo(new Span<ushort>(operands._b.Address, padded.Length));
        return operands;
    }

    /// <summary>Rows of two numbers in a word; of B, the two numbers of each column side by side.</summary>
    /// <param name="a">[rows, depth], bits of bfloat16</param>
    /// <param name="b">[depth, 32], bits of bfloat16</param>
    /// <param name="rows">Rows of A.</param>
    /// <param name="c">[rows, 32], or none for sums that begin at zero</param>
    public static TileOperands BFloat16(ushort[] a, ushort[] b, int rows, float[]? c)
    {
        int depth = a.Length / rows;
        TileOperands operands = new(rows, depth, (depth + 1) / 2 * sizeof(float), c);
        operands.SetA(a, depth);
        ushort[] padded = [.. b, .. new ushort[depth % 2 * MixedTiles.Columns]];
        for (int i = 0; i < padded.Length; i++)
        {
            (int k, int column) = (i / MixedTiles.Columns, i % MixedTiles.Columns);
            ((ushort*)operands._b.Address)[(k / 2 * 2 * MixedTiles.Columns) + (2 * column) + (k % 2)] = padded[i];
        }

        return operands;
    }

    /// <summary>Skips the test where the processor lacks the instructions.</summary>
    public static void RequireFloat16() => Assert.SkipUnless(MixedKernels.Float16 is not null, "NOT TESTED: this processor or system does not allow kernels for AVX512_FP16.");

    /// <summary>Skips the test where the processor lacks the instructions.</summary>
    public static void RequireBFloat16() => Assert.SkipUnless(MixedKernels.BFloat16 is not null, "NOT TESTED: this processor or system does not allow kernels for AVX512_BF16.");

    /// <summary>Calls a tile and returns C, [rows, 32].</summary>
    public float[] Run(nint routine)
    {
        TileArguments arguments = Arguments;
        ((delegate* unmanaged<TileArguments*, void>)routine)(&arguments);
        return Sums();
    }

    /// <summary>C, [rows, 32], after a look at what lies between its rows.</summary>
    public float[] Sums()
    {
        float[] sums = new float[_rows * MixedTiles.Columns];
        for (int row = 0; row < _rows; row++)
        {
            for (int column = 0; column < (row + 1 < _rows ? Pitch : MixedTiles.Columns); column++)
            {
                float value = Arguments.C[(row * Pitch) + column];
                if (column < MixedTiles.Columns)
                {
                    sums[(row * MixedTiles.Columns) + column] = value;
                }
                else
                {
                    Assert.True(BitConverter.SingleToInt32Bits(value) == -1, $"row {row} was written beyond its end");
                }
            }
        }

        return sums;
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private void SetA(ushort[] a, int depth)
    {
        for (int row = 0; row < _rows; row++)
        {
            ushort* to = (ushort*)(_a.Address + (row * RowBytes));
            a.AsSpan(row * depth, depth).CopyTo(new Span<ushort>(to, depth));
            if (depth % 2 != 0)
            {
                to[depth] = 0;
            }
        }
    }
}
