namespace Easel.Cuda.Products;

/// <summary>A kernel of <c>product_tiles.cuh</c>: the results that a block of it makes.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Rows">Rows of results per block.</param>
/// <param name="Columns">Columns of results per block.</param>
/// <param name="Efficiency">Share of the tensor cores' speed that it reaches on long depths, relative to the best.</param>
internal sealed record ProductTile(string File, int Rows, int Columns, double Efficiency)
{
    /// <summary>Of the depth, per stage.</summary>
    public const int Depth = 64;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProductTile> All { get; } =
    [
        new("product_large", 128, 160, 1.0),
        new("product_large", 128, 128, 0.96),
        new("product_small", 128, 80, 0.85),
        new("product_small", 64, 80, 0.68),
        new("product_small", 64, 64, 0.62),
        new("product_small", 128, 16, 0.25),
    ];

    /// <summary>Threads of a block: four warps.</summary>
    public const int Threads = 128;

    private const int Stages = 3;
    private const int BytesPerHalf = 2;

    // Of the floats through which results leave.
    private const int Padding = 8;

    /// <summary>Bytes of shared memory: the stages, or all results.</summary>
    public int SharedBytes => Math.Max(Stages * (Rows + Columns) * Depth * BytesPerHalf, Rows * (Columns + Padding) * sizeof(float));

    /// <summary>The kernel's name.</summary>
    /// <param name="pointwise">Whether a row of the left factor is a row of the map.</param>
    public string Kernel(bool pointwise) => $"product_{Rows}x{Columns}{(pointwise ? "_pointwise" : "")}";
}
