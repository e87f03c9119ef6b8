using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Quantized;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>Operands of eight bits where and how the assembled tile wants them, with nothing allowed behind them.</summary>
internal sealed unsafe class QuantizedOperands : IDisposable
{
    public const int Columns = 32;

    private const int BytesPerWord = 4;

    // Floats from one row of C to the next: more than a row, which may not be touched.
    private const int Pitch = 37;

    private readonly int _rows;
    private readonly GuardedMemory _a;
    private readonly GuardedMemory _b;
    private readonly GuardedMemory _c;
    private readonly GuardedMemory _scales;

    /// <param name="a">[rows, depth], -127 to 127</param>
    /// <param name="b">[depth, 32], -127 to 127</param>
    /// <param name="rowScales">[rows]</param>
    /// <param name="columnScales">[32]</param>
    /// <param name="c">[rows, 32], or none for sums that begin at zero</param>
    public QuantizedOperands(sbyte[] a, sbyte[] b, float[] rowScales, float[] columnScales, float[]? c)
    {
        _rows = rowScales.Length;
        int depth = a.Length / _rows;
        int words = (depth + BytesPerWord - 1) / BytesPerWord;
        _a = new(((_rows - 1) * RowBytes) + QuantizedTiles.StartOffset + sizeof(int));
        _b = new((nint)words * BytesPerWord * Columns);
        _c = new((((_rows - 1) * Pitch) + Columns) * sizeof(float));
        _scales = new(Columns * sizeof(float));
        for (int row = 0; row < _rows; row++)
        {
            byte* to = _a.Address + (row * RowBytes);
            for (int k = 0; k < words * BytesPerWord; k++)
            {
                ((sbyte*)to)[k] = k < depth ? a[(row * depth) + k] : (sbyte)0;
            }

            *(float*)(to + QuantizedTiles.ScaleOffset) = rowScales[row];
            *(int*)(to + QuantizedTiles.StartOffset) = -128 * a.AsSpan(row * depth, depth).ToArray().Sum(static number => number);
        }

        for (int i = 0; i < words * BytesPerWord * Columns; i++)
        {
            (int k, int column) = (i / Columns, i % Columns);
            _b.Address[(k / BytesPerWord * BytesPerWord * Columns) + (BytesPerWord * column) + (k % BytesPerWord)] = (byte)(128 + (k < depth ? b[i] : 0));
        }

        columnScales.CopyTo(new Span<float>(_scales.Address, Columns));
        for (int i = 0; i < (c?.Length ?? 0); i++)
        {
            ((float*)_c.Address)[(i / Columns * Pitch) + (i % Columns)] = c![i];
        }

        Arguments = new()
        {
            A = _a.Address,
            B = _b.Address,
            C = (float*)_c.Address,
            Pitch = Pitch * sizeof(float),
            Words = words,
            Keep = c is null ? 0 : -1,
            Scales = (float*)_scales.Address,
        };
    }

    public TileArguments Arguments { get; }

    private static nint RowBytes => Block.Pitch * sizeof(float);

    /// <summary>Skips the test where the processor lacks the instructions.</summary>
    public static QuantizedKernels Required()
    {
        Assert.SkipUnless(QuantizedKernels.DotProducts is not null, "NOT TESTED: this processor or system does not allow kernels for AVX512_VNNI.");
        return QuantizedKernels.DotProducts!.Value;
    }

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
        float[] sums = new float[_rows * Columns];
        for (int row = 0; row < _rows; row++)
        {
            new Span<float>(Arguments.C + (row * Pitch), Columns).CopyTo(sums.AsSpan(row * Columns));
            for (int column = Columns; row + 1 < _rows && column < Pitch; column++)
            {
                Assert.True(BitConverter.SingleToInt32Bits(Arguments.C[(row * Pitch) + column]) == -1, $"row {row} was written beyond its end");
            }
        }

        return sums;
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
        _scales.Dispose();
    }
}
