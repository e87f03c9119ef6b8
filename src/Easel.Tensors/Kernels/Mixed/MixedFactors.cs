using System.Runtime.CompilerServices;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Winograd;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>
/// Factors in half precision. A row of a block holds words of two numbers; where the kernels want it, the row is scaled by the power of two that
/// takes its greatest number to between 4 and 8, and behind the words lies what takes its sums back to their size. Weights, transformed ones too, are
/// below 2^5 and a chain adds 160 products, so that sums stay below half precision's end at 2^16.
/// </summary>
/// <param name="kernels">The micro-kernels.</param>
/// <param name="weightScale">What the right factor was multiplied by.</param>
/// <param name="chain">Words of a float16 chain.</param>
internal readonly unsafe struct MixedFactors<TLanes>(MixedKernels kernels, float weightScale, int chain) : IFilteringFactors<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>Words of a chain of products: their roundings together are half of those of bfloat16's operands.</summary>
    public const int ProductChain = 80;

    /// <summary>Words of a chain of minimal filtering, whose way back makes errors five times as great.</summary>
    public const int FilteringChain = 32;

    private const int FractionBits = 23;
    private const int Bias = 127;
    private const int Group = 16;

    private const nint RowHalves = 2 * Block.Pitch;

    private readonly MixedKernels _kernels = kernels;
    private readonly float _weightScale = weightScale;
    private readonly int _chain = chain;

    public int PerFloat => 2;

    public int TileRows => _kernels.TallRows;

    // Measured with float16: products take half the time, and rows are rounded.
    public int RowOverhead => 32;

    public void Gather(in Patches left, int firstRow, int rows, int firstColumn, int columns, float* block)
    {
        if (left.IsMatrix && _kernels.IsScaled && columns % Group == 0)
        {
            ScaleRows(left.At(firstRow, firstColumn), left.Depth, rows, columns, block, Block.Pitch);
        }
        else
        {
            left.HandOver(firstRow, rows, firstColumn, columns, new Sink(this, (ushort*)block));
        }
    }

    public float* Rows(in Panels right, int panel, int first, int count, float* expanded) => (float*)right.At(panel, first);

    [MethodImpl(KernelLoop.Options)]
    public void Multiply(int rows, int depth, float* a, float* b, float* scales, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead)
    {
        TileArguments arguments = new() { B = b, Pitch = pitch * sizeof(float), Words = (depth + 1) / 2, Keep = fresh ? 0 : -1, Chain = _chain };
        int height;
        for (int row = 0; row < rows; row += height)
        {
            bool isTall = rows - row > MixedKernels.LowRows;
            height = isTall ? _kernels.TallRows : MixedKernels.LowRows;
            ahead.Fetch(row, Math.Min(height, rows - row));
            arguments.A = a + ((nint)row * Block.Pitch);
            arguments.C = c + (row * pitch);
            _kernels.Multiply(isTall, &arguments);
        }
    }

    public void Transform(in TiledImage image, int firstTile, int tiles, int firstChannel, int channels, float* to, nint pitch, float* spare)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            image.TransformTile<TLanes>(firstTile + tile, firstChannel, channels, spare, Block.Pitch);
            if (_kernels.IsScaled && channels % Group == 0)
            {
                ScaleRows(spare, Block.Pitch, Filtering.Positions, channels, to + ((nint)tile * Block.Pitch), pitch);
                continue;
            }

            for (int position = 0; position < Filtering.Positions; position++)
            {
                RowPart part = new() { From = spare + (position * Block.Pitch), Count = channels };
                Store(&part, 1, (ushort*)(to + (position * pitch)) + (tile * RowHalves));
            }
        }
    }

    public void Transform(in Panels kernels, int panel, int first, int count, float* to, nint pitch, float* spare)
    {
        int width = kernels.Width(panel);
        for (int done = 0; done < count; done += KernelTransform.Channels)
        {
            int channels = Math.Min(KernelTransform.Channels, count - done);
            nint apart = (nint)channels * width;
            KernelTransform.Panel<TLanes>(kernels, panel, first + done, channels, spare, apart);
            for (int position = 0; position < Filtering.Positions; position++)
            {
                _kernels.Narrow(spare + (position * apart), (ushort*)(to + (position * pitch)) + ((nint)done * width), (int)apart, _weightScale);
            }
        }

        if (count % 2 != 0)
        {
            for (int position = 0; position < Filtering.Positions; position++)
            {
                new Span<ushort>((ushort*)(to + (position * pitch)) + ((nint)count * width), width).Clear();
            }
        }
    }

    /// <summary>Writes a row of a block, with a zero behind an odd number of numbers.</summary>
    private void Store(RowPart* parts, int count, ushort* to)
    {
        if (count == 1 && _kernels.IsScaled && parts->Count % Group == 0)
        {
            ScaleRows(parts->From, parts->Count, rows: 1, parts->Count, (float*)to, Block.Pitch);
            return;
        }

        float scale = 1;
        if (_kernels.IsScaled)
        {
            int exponent = Exponent(parts, count);
            scale = PowerOfTwo(MixedRows.RowExponent - exponent);
            *(float*)((byte*)to + MixedTiles.FactorOffset) = PowerOfTwo(exponent - MixedRows.RowExponent) / _weightScale;
        }

        int done = 0;
        for (int i = 0; i < count; i++)
        {
            _kernels.Narrow(parts[i].From, to + done, parts[i].Count, scale);
            done += parts[i].Count;
        }

        if (done % 2 != 0)
        {
            to[done] = 0;
        }
    }

    /// <summary>That of the greatest magnitude; 128 if a number is not finite.</summary>
    private static int Exponent(RowPart* parts, int count)
    {
        uint greatest = 0;
        for (int i = 0; i < count; i++)
        {
            greatest = Math.Max(greatest, Reductions.GreatestBits<TLanes>(parts[i].From, parts[i].Count));
        }

        return Math.Max(MixedRows.LeastExponent, (int)(greatest >> FractionBits) - Bias);
    }

    private static float PowerOfTwo(int exponent) => BitConverter.Int32BitsToSingle((exponent + Bias) << FractionBits);

    /// <summary>Writes rows of a block whose numbers fill registers.</summary>
    private void ScaleRows(float* from, nint pitch, int rows, int columns, float* to, nint toPitch)
    {
        RowsArguments arguments = new()
        {
            From = from,
            To = to,
            Pitch = pitch * sizeof(float),
            ToPitch = toPitch * sizeof(float),
            Rows = rows,
            Groups = columns / Group,
            WeightFactor = 1 / _weightScale,
        };
        _kernels.ScaleRows(&arguments);
    }

    /// <summary>Rows of patches on their way into a block.</summary>
    private readonly struct Sink(MixedFactors<TLanes> factors, ushort* block) : IRowSink
    {
        private readonly MixedFactors<TLanes> _factors = factors;
        private readonly ushort* _block = block;

        public void Take(int row, RowPart* parts, int count) => _factors.Store(parts, count, _block + (row * RowHalves));
    }
}
