using System.Runtime.CompilerServices;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Kernels.Quantized;

/// <summary>
/// Factors of eight bits, for assembled kernels. A row of a block holds words of four whole numbers; behind them lie the scale that they share, and what
/// sums begin at, since weights are held 128 greater than they are: -128 times the row's sum. A block's columns are those of a block in single
/// precision, so that rows share scales, and have the same sums, where there are no such kernels.
/// </summary>
internal readonly unsafe struct QuantizedFactors<TLanes>(QuantizedKernels kernels) : IFactors<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Group = 16;
    private const int BytesPerWord = sizeof(float);

    private readonly QuantizedKernels _kernels = kernels;

    public int PerFloat => 1;

    public int TileRows => QuantizedKernels.TileRows;

    // Measured: 192 rows of 320 take 8 us, and as much as 40 columns of products; and more where their lines come from memory.
    public int RowOverhead => 48;

    public void Gather(in Patches left, int firstRow, int rows, int firstColumn, int columns, float* block)
    {
        if (left.IsMatrix && columns % Group == 0)
        {
            Quantize(left.At(firstRow, firstColumn), left.Depth, rows, columns, block);
        }
        else
        {
            left.HandOver(firstRow, rows, firstColumn, columns, new Sink(this, block));
        }
    }

    public float* Rows(in Panels right, int panel, int first, int count, float* expanded) => (float*)right.At(panel, first);

    [MethodImpl(KernelLoop.Options)]
    public void Multiply(int rows, int depth, float* a, float* b, float* scales, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead)
    {
        TileArguments arguments = new()
        {
            B = b,
            Pitch = pitch * sizeof(float),
            Words = (depth + BytesPerWord - 1) / BytesPerWord,
            Keep = fresh ? 0 : -1,
            Scales = scales,
        };
        for (int row = 0; row < rows; row += QuantizedKernels.TileRows)
        {
            ahead.Fetch(row, Math.Min(QuantizedKernels.TileRows, rows - row));
            arguments.A = a + ((nint)row * Block.Pitch);
            arguments.C = c + (row * pitch);
            _kernels.Multiply(&arguments);
        }
    }

    /// <summary>Writes a row of a block, with zeros behind its numbers until they fill registers.</summary>
    private void Store(RowPart* parts, int count, float* to)
    {
        if (count == 1 && parts->Count % Group == 0)
        {
            Quantize(parts->From, parts->Count, rows: 1, parts->Count, to);
            return;
        }

        float* row = stackalloc float[Block.MaxDepth + Group];
        int done = 0;
        for (int i = 0; i < count; i++)
        {
            new Span<float>(parts[i].From, parts[i].Count).CopyTo(new Span<float>(row + done, parts[i].Count));
            done += parts[i].Count;
        }

        int whole = (done + Group - 1) / Group * Group;
        new Span<float>(row + done, whole - done).Clear();
        Quantize(row, whole, rows: 1, whole, to);
    }

    private void Quantize(float* from, nint pitch, int rows, int columns, float* to)
    {
        RowsArguments arguments = new()
        {
            From = from,
            To = to,
            Pitch = pitch * sizeof(float),
            ToPitch = Block.Pitch * sizeof(float),
            Rows = rows,
            Groups = columns / Group,
        };
        _kernels.Quantize(&arguments);
    }

    /// <summary>Rows of patches on their way into a block.</summary>
    private readonly struct Sink(QuantizedFactors<TLanes> factors, float* block) : IRowSink
    {
        private readonly QuantizedFactors<TLanes> _factors = factors;
        private readonly float* _block = block;

        public void Take(int row, RowPart* parts, int count) => _factors.Store(parts, count, _block + ((nint)row * Block.Pitch));
    }
}
