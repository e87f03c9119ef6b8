using System.Runtime.CompilerServices;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Winograd;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>
/// Factors in half precision. A row of a block holds words of two numbers; where the kernels want it, the row is scaled by the power of two that
/// takes its greatest number to between 4 and 8, and behind the words lies what takes its sums back to their size.
/// </summary>
/// <param name="kernels">The micro-kernels.</param>
/// <param name="weightScale">What the right factor was multiplied by.</param>
internal readonly unsafe struct MixedFactors<TLanes>(MixedKernels kernels, float weightScale) : IFactors<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    // Weights are below 2^5, transformed kernels too; rows below 2^3; a chain adds 2^7 products: all is below 2^15, half precision ends at 2^16.
    private const int RowExponent = 2;

    // A row of smaller numbers than this power of two is not scaled further, so that its scale and its factor are ordinary numbers.
    private const int LeastExponent = -100;

    private const nint RowHalves = 2 * Block.Pitch;

    private readonly MixedKernels _kernels = kernels;
    private readonly float _weightScale = weightScale;

    public int PerFloat => 2;

    public int TileRows => _kernels.TallRows;

    public void Gather(in Patches left, int firstRow, int rows, int firstColumn, int columns, float* block)
        => left.HandOver(firstRow, rows, firstColumn, columns, new Sink(this, (ushort*)block));

    public float* Rows(in Panels right, int panel, int first, int count, float* expanded) => (float*)right.At(panel, first);

    [MethodImpl(KernelLoop.Options)]
    public void Multiply(int rows, int depth, float* a, float* b, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead)
    {
        TileArguments arguments = new() { B = b, Pitch = pitch * sizeof(float), Words = (depth + 1) / 2, Keep = fresh ? 0 : -1 };
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
        float scale = 1;
        if (_kernels.IsScaled)
        {
            int exponent = Exponent(parts, count);
            scale = MathF.ScaleB(1, RowExponent - exponent);
            *(float*)((byte*)to + MixedTiles.FactorOffset) = MathF.ScaleB(1 / _weightScale, exponent - RowExponent);
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

        const int FractionBits = 23;
        const int Bias = 127;
        return Math.Max(LeastExponent, (int)(greatest >> FractionBits) - Bias);
    }

    /// <summary>Rows of patches on their way into a block.</summary>
    private readonly struct Sink(MixedFactors<TLanes> factors, ushort* block) : IRowSink
    {
        private readonly MixedFactors<TLanes> _factors = factors;
        private readonly ushort* _block = block;

        public void Take(int row, RowPart* parts, int count) => _factors.Store(parts, count, _block + (row * RowHalves));
    }
}
