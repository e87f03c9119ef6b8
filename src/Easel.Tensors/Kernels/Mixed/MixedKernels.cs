using Easel.Tensors.Assembler;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>Assembled kernels whose operands are in half precision: two numbers in a word.</summary>
internal readonly unsafe struct MixedKernels
{
    private readonly delegate* unmanaged[SuppressGCTransition]<TileArguments*, void> _tall;
    private readonly delegate* unmanaged[SuppressGCTransition]<TileArguments*, void> _low;
    private readonly delegate* unmanaged[SuppressGCTransition]<NarrowArguments*, void> _narrow;
    private readonly delegate* unmanaged[SuppressGCTransition]<RowsArguments*, void> _scaleRows;

    private MixedKernels(bool isScaled, int tallRows, nint tall, nint low, nint narrow, nint scaleRows)
    {
        IsScaled = isScaled;
        TallRows = tallRows;
        _tall = (delegate* unmanaged[SuppressGCTransition]<TileArguments*, void>)tall;
        _low = (delegate* unmanaged[SuppressGCTransition]<TileArguments*, void>)low;
        _narrow = (delegate* unmanaged[SuppressGCTransition]<NarrowArguments*, void>)narrow;
        _scaleRows = (delegate* unmanaged[SuppressGCTransition]<RowsArguments*, void>)scaleRows;
    }

    /// <summary>Rows of the smaller tile.</summary>
    public const int LowRows = 12;

    /// <summary>float16 with sums of 160 products in float16, or null where the processor or the system does not allow it.</summary>
    public static MixedKernels? Float16 { get; } = Processor.HasFloat16 ? Make(isBFloat16: false) : null;

    /// <summary>bfloat16 with sums in float32, or null where the processor or the system does not allow it.</summary>
    public static MixedKernels? BFloat16 { get; } = Processor.HasBFloat16 ? Make(isBFloat16: true) : null;

    /// <summary>
    /// Whether one of them is faster than single precision: float16 is wherever it exists; of bfloat16, Intel's processors give one product of vectors in
    /// two cycles (measured: half the speed of single precision), AMD's one in each.
    /// </summary>
    public static bool AreFast => Float16 is not null || (BFloat16 is not null && Processor.IsByAmd);

    /// <summary>Whether rows are scaled by a power of two, so that sums stay within half precision's range.</summary>
    public bool IsScaled { get; }

    /// <summary>Rows of the larger tile.</summary>
    public int TallRows { get; }

    /// <summary>A tile of <see cref="TallRows"/>, or of <see cref="LowRows"/>.</summary>
    public void Multiply(bool isTall, TileArguments* arguments)
    {
        if (isTall)
        {
            _tall(arguments);
        }
        else
        {
            _low(arguments);
        }
    }

    /// <summary>Writes rows of a block, scaled. Only where <see cref="IsScaled"/>.</summary>
    public void ScaleRows(RowsArguments* arguments) => _scaleRows(arguments);

    /// <summary>Writes numbers in half precision, rounded to nearest, ties to even.</summary>
    /// <param name="from">The numbers.</param>
    /// <param name="to">Takes them.</param>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="scale">Multiplies them first.</param>
    public void Narrow(float* from, ushort* to, int count, float scale)
    {
        NarrowArguments arguments = new() { From = from, To = to, Count = count, Scale = scale };
        _narrow(&arguments);
    }

    private static MixedKernels? Make(bool isBFloat16)
    {
        int tallRows = isBFloat16 ? LowRows : 2 * LowRows;
        nint tall = Routine.Make(a => Tile(a, isBFloat16, tallRows));
        nint low = isBFloat16 ? tall : Routine.Make(a => Tile(a, isBFloat16, LowRows));
        nint narrow = Routine.Make(a => MixedRows.Narrow(a, isBFloat16));
        nint scaleRows = Routine.Make(MixedRows.ScaleRows);
        return tall == 0 || low == 0 || narrow == 0 || scaleRows == 0 ? null : new MixedKernels(!isBFloat16, tallRows, tall, low, narrow, scaleRows);
    }

    private static void Tile(Iced.Intel.Assembler a, bool isBFloat16, int rows)
    {
        if (isBFloat16)
        {
            MixedTiles.BFloat16(a, rows);
        }
        else
        {
            MixedTiles.Float16(a, rows);
        }
    }
}
