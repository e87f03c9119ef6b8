using Easel.Tensors.Assembler;

namespace Easel.Tensors.Kernels.Quantized;

/// <summary>Assembled kernels whose operands are whole numbers of eight bits: four of them in a word.</summary>
internal readonly unsafe struct QuantizedKernels
{
    private readonly delegate* unmanaged[SuppressGCTransition]<TileArguments*, void> _tile;
    private readonly delegate* unmanaged[SuppressGCTransition]<RowsArguments*, void> _rows;

    private QuantizedKernels(nint tile, nint rows)
    {
        _tile = (delegate* unmanaged[SuppressGCTransition]<TileArguments*, void>)tile;
        _rows = (delegate* unmanaged[SuppressGCTransition]<RowsArguments*, void>)rows;
    }

    /// <summary>Rows of the tile.</summary>
    public const int TileRows = 12;

    /// <summary>AVX512_VNNI, or null where the processor or the system does not allow it.</summary>
    public static QuantizedKernels? DotProducts { get; } = Processor.HasDotProducts ? Make() : null;

    /// <summary>A tile of <see cref="TileRows"/>.</summary>
    public void Multiply(TileArguments* arguments) => _tile(arguments);

    /// <summary>Writes rows of a block.</summary>
    public void Quantize(RowsArguments* arguments) => _rows(arguments);

    private static QuantizedKernels? Make()
    {
        nint tile = Routine.Make(a => QuantizedTiles.Multiply(a, TileRows));
        nint rows = Routine.Make(QuantizedTiles.Rows);
        return tile == 0 || rows == 0 ? null : new QuantizedKernels(tile, rows);
    }
}
