using Easel.Tensors.Kernels.Winograd;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>In which form the factors of a product meet, and the micro-kernels for it.</summary>
internal unsafe interface IFactors<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>Numbers of a row of A that take the place of a float: 1 or 2.</summary>
    int PerFloat { get; }

    /// <summary>What gathering a row of A costs, in columns of multiplication.</summary>
    int RowOverhead { get; }

    /// <summary>Copies a block of the left factor. See <see cref="Patches.Gather{TLanes}"/>.</summary>
    void Gather(in Patches left, int firstRow, int rows, int firstColumn, int columns, float* block);

    /// <summary>Some rows of a panel as the micro-kernels want them: where they lie, or where they have been expanded.</summary>
    float* Rows(in Panels right, int panel, int first, int count, float* expanded);

    /// <summary>A block of A times rows of a panel, whose scales are <see cref="Panels.Scales"/>. See <see cref="Tiles.Multiply{TLanes, TTile}"/>.</summary>
    void Multiply(int rows, int depth, float* a, float* b, float* scales, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead);

    /// <summary>Rows of the tile, of which there may be a smaller one for the rest.</summary>
    int TileRows { get; }
}

/// <summary>Factors that minimal filtering can use.</summary>
internal unsafe interface IFilteringFactors<TLanes> : IFactors<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>Transforms tiles of an image. See <see cref="TiledImage.Transform{TLanes}"/>.</summary>
    void Transform(in TiledImage image, int firstTile, int tiles, int firstChannel, int channels, float* to, nint pitch, float* spare);

    /// <summary>Transforms some channels of kernels. See <see cref="KernelTransform"/>.</summary>
    void Transform(in Panels kernels, int panel, int first, int count, float* to, nint pitch, float* spare);
}

/// <summary>Factors in single precision.</summary>
/// <typeparam name="TLanes">A register.</typeparam>
/// <typeparam name="TTile">The micro-kernel.</typeparam>
internal readonly unsafe struct SingleFactors<TLanes, TTile> : IFilteringFactors<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
    where TTile : unmanaged, ITile<TLanes>
{
    public int PerFloat => 1;

    public int TileRows => TTile.Rows;

    // Measured on AVX2.
    public int RowOverhead => 8;

    public void Gather(in Patches left, int firstRow, int rows, int firstColumn, int columns, float* block)
        => left.Gather<TLanes>(firstRow, rows, firstColumn, columns, block);

    public float* Rows(in Panels right, int panel, int first, int count, float* expanded) => right.Rows<TLanes>(panel, first, count, expanded);

    public void Multiply(int rows, int depth, float* a, float* b, float* scales, float* c, nint pitch, bool isNarrow, bool fresh, Ahead ahead)
        => Tiles.Multiply<TLanes, TTile>(rows, depth, a, b, c, pitch, isNarrow, fresh, ahead);

    public void Transform(in TiledImage image, int firstTile, int tiles, int firstChannel, int channels, float* to, nint pitch, float* spare)
        => image.Transform<TLanes>(firstTile, tiles, firstChannel, channels, to, pitch);

    public void Transform(in Panels kernels, int panel, int first, int count, float* to, nint pitch, float* spare)
        => KernelTransform.Panel<TLanes>(kernels, panel, first, count, to, pitch);
}
