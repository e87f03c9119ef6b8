using Easel.Cuda.Driver;

namespace Easel.Cuda.Products;

/// <summary>A kernel of products: the results that a block of it makes, and what that takes.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Prefix">What its name begins with, before its size.</param>
/// <param name="Rows">Rows of results per block.</param>
/// <param name="Columns">Columns of results per block.</param>
/// <param name="Threads">Of a block.</param>
/// <param name="Stages">Steps of the depth that lie in shared memory.</param>
/// <param name="Step">Microseconds that a step of <see cref="Depth"/> takes on an H200, where multiprocessors have as many blocks as they can.</param>
internal sealed record ProductTile(string File, string Prefix, int Rows, int Columns, int Threads, int Stages, double Step)
{
    /// <summary>Of the depth, per stage.</summary>
    public const int Depth = 64;

    private const string HopperFile = "product_90a";
    private const int BytesPerHalf = 2;

    // Of the floats through which results leave.
    private const int Padding = 8;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProductTile> All { get; } =
    [
        new("product_large", "product_", 128, 160, 256, 3, 0.9),
        new("product_large", "product_", 128, 128, 256, 3, 0.75),
        new("product_small", "product_", 128, 80, 128, 3, 0.5),
        new("product_small", "product_", 64, 80, 128, 3, 0.32),
        new("product_small", "product_", 64, 64, 128, 3, 0.28),
        new("product_small", "product_", 128, 16, 128, 3, 0.3),
        new(HopperFile, "product_90a_", 128, 160, 256, 5, 0.45),
        new(HopperFile, "product_90a_", 128, 128, 256, 5, 0.40),
        new(HopperFile, "product_90a_", 128, 80, 256, 6, 0.28),
        new(HopperFile, "product_90a_", 64, 160, 128, 6, 0.28),
        new(HopperFile, "product_90a_shared_", 128, 160, 256, 3, 0.45),
        new(HopperFile, "product_90a_shared_", 128, 128, 256, 3, 0.40),
        new(HopperFile, "product_90a_shared_", 128, 80, 256, 4, 0.28),
        new(HopperFile, "product_90a_shared_", 64, 80, 128, 4, 0.19),
    ];

    /// <summary>Bytes of shared memory: the stages, or all results.</summary>
    public int SharedBytes => Math.Max(Stages * (Rows + Columns) * Depth * BytesPerHalf, Rows * (Columns + Padding) * sizeof(float));

    /// <summary>Whether a card can run it.</summary>
    public bool IsFor(CardProperties card) => SharedBytes <= card.SharedMemoryPerBlock && KernelLibrary.IsFor(File, card);

    /// <summary>The kernel's name.</summary>
    /// <param name="pointwise">Whether a row of the left factor is a row of the map.</param>
    public string Kernel(bool pointwise) => $"{Prefix}{Rows}x{Columns}{(pointwise ? "_pointwise" : "")}";
}
