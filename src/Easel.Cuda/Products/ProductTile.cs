using Easel.Cuda.Driver;

namespace Easel.Cuda.Products;

/// <summary>A kernel of products: the results that a block of it makes, and what that takes.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Prefix">What its name begins with, before its size.</param>
/// <param name="Rows">Rows of results per block.</param>
/// <param name="Columns">Columns of results per block.</param>
/// <param name="Threads">Of a block.</param>
/// <param name="Stages">Steps of the depth that lie in shared memory.</param>
/// <param name="Resident">Blocks that share a multiprocessor.</param>
/// <param name="Time">What it takes.</param>
internal sealed record ProductTile(string File, string Prefix, int Rows, int Columns, int Threads, int Stages, int Resident, ProductTime Time)
{
    /// <summary>Of the depth, per stage.</summary>
    public const int Depth = 64;

    private const string HopperFile = "product_90a";
    private const int BytesPerHalf = 2;

    // Of an H100's memory, as products of few rows read their weights.
    private const double BytesPerMicrosecond = 2_200_000;

    // Of the floats through which results leave.
    private const int Padding = 8;

    /// <summary>All of them, with times fitted to an H100's: every layer of Stable Diffusion v1 with every tile.</summary>
    public static IReadOnlyList<ProductTile> All { get; } =
    [
        new("product_large", "product_", 128, 160, 256, 3, 2, new(0.974, 9.7, 0)),
        new("product_large", "product_", 128, 128, 256, 3, 2, new(0.782, 2.5, 2.8)),
        new("product_small", "product_", 128, 80, 128, 3, 2, new(0.508, 3.2, 2.9)),
        new("product_small", "product_", 64, 80, 128, 3, 2, new(0.294, 0.7, 3.9)),
        new("product_small", "product_", 64, 64, 128, 3, 2, new(0.256, 0.5, 3.1)),
        new("product_small", "product_", 128, 16, 128, 3, 2, new(0.3, 1.0, 3.0)),
        new(HopperFile, "product_90a_", 128, 160, 256, 5, 1, new(0.614, 3.7, 0.2)),
        new(HopperFile, "product_90a_", 128, 128, 256, 5, 1, new(0.527, 2.8, 1.7)),
        new(HopperFile, "product_90a_", 128, 80, 256, 6, 1, new(0.487, 1.0, 2.4)),
        new(HopperFile, "product_90a_", 64, 160, 128, 6, 1, new(0.404, 0.5, 3.2)),
        new(HopperFile, "product_90a_shared_", 128, 160, 256, 3, 2, new(0.624, 4.4, 0.6)),
        new(HopperFile, "product_90a_shared_", 128, 128, 256, 3, 2, new(0.514, 2.7, 1.4)),
        new(HopperFile, "product_90a_shared_", 128, 80, 256, 4, 2, new(0.420, 1.9, 2.0)),
        new(HopperFile, "product_90a_shared_", 64, 80, 128, 4, 3, new(0.239, 1.7, 1.8)),
    ];

    /// <summary>Bytes of shared memory: the stages, or all results.</summary>
    public int SharedBytes => Math.Max(Stages * (Rows + Columns) * Depth * BytesPerHalf, Rows * (Columns + Padding) * sizeof(float));

    /// <summary>How it joins parts without another launch.</summary>
    public PartsJoin OwnJoin => File == HopperFile ? PartsJoin.Cluster : PartsJoin.LastBlock;

    /// <summary>Whether a card can run it.</summary>
    public bool IsFor(CardProperties card) => SharedBytes <= card.SharedMemoryPerBlock && KernelLibrary.IsFor(File, card);

    /// <summary>Microseconds that a launch should take on an H100; on other cards, in proportion.</summary>
    /// <param name="blocks">Blocks.</param>
    /// <param name="steps">Steps of the depth of each.</param>
    /// <param name="bytes">What has to come from memory.</param>
    /// <param name="multiprocessors">Of the card.</param>
    public double Microseconds(long blocks, int steps, long bytes, int multiprocessors)
    {
        double waves = Math.Ceiling((double)blocks / multiprocessors);
        double turns = Math.Ceiling((double)blocks / ((long)multiprocessors * Resident));
        return Math.Max(waves * steps * Time.Step, bytes / BytesPerMicrosecond) + (turns * Time.Turn) + Time.Launch;
    }

    /// <summary>The kernel's name.</summary>
    /// <param name="pointwise">Whether a row of the left factor is a row of the map.</param>
    public string Kernel(bool pointwise) => $"{Prefix}{Rows}x{Columns}{(pointwise ? "_pointwise" : "")}";
}
