using Easel.Cuda.Driver;
using Easel.Tensors;

namespace Easel.Cuda.Attention;

/// <summary>A kernel of attention, and how it is launched.</summary>
/// <param name="File">Its file.</param>
/// <param name="Name">Its name.</param>
/// <param name="Width">The widest head it takes.</param>
/// <param name="Step">What divides the widths it takes.</param>
/// <param name="Queries">Of a block.</param>
/// <param name="Threads">Of a block.</param>
/// <param name="SharedBytes">Dynamic shared memory of a block.</param>
/// <param name="Columns">Of the result that a block makes; wider heads take several blocks.</param>
internal sealed record AttentionKernel(string File, string Name, int Width, int Step, int Queries, int Threads, int SharedBytes, int Columns)
{
    private const string HopperFile = "attention_90a";

    // Below, what a block does once weighs more than what it does for each tile of keys. Not measured.
    private const int FewestKeys = 256;

    private const int PieceBytes = 16;
    private const int PieceHalves = 8;

    // attention_float.cu: 32 columns of 64 queries and of 64 keys, and 64 x 64 powers, rows 4 floats longer than needed.
    private const int FloatBytes = ((2 * 32) + 64) * (64 + 4) * sizeof(float);

    // Hopper's first, then narrow heads first; of a width, the larger tile first.
    private static readonly AttentionKernel[] s_halfKernels =
    [
        Warpgroups(40, warpgroups: 3),
        Warpgroups(64, warpgroups: 2),
        Warpgroups(80, warpgroups: 2),
        Warpgroups(160, warpgroups: 1),
        Flash(40, 128, warps: 4),
        Flash(40, 64, warps: 4),
        Flash(64, 128, warps: 4),
        Flash(64, 64, warps: 4),
        Flash(80, 128, warps: 4),
        Flash(80, 64, warps: 4),
        Flash(160, 64, warps: 4),
        Flash(160, 32, warps: 2),
        Wide(64, tiles: 2),
        Wide(32, tiles: 1),
        FusedMultiplyAdd("half", 64, 64),
        FusedMultiplyAdd("half", int.MaxValue, 128),
    ];

    private static readonly AttentionKernel[] s_floatKernels = [FusedMultiplyAdd("float", 64, 64), FusedMultiplyAdd("float", int.MaxValue, 128)];

    /// <summary>All there are for a type, the best first.</summary>
    public static ReadOnlySpan<AttentionKernel> For(ElementType type) => type == ElementType.Float16 ? s_halfKernels : s_floatKernels;

    /// <summary>
    /// The best for a card: Hopper's where there are enough keys and blocks; else the narrowest that takes the head, and of those the largest tiles that give
    /// every multiprocessor its share of blocks.
    /// </summary>
    /// <param name="card">Where it is to run.</param>
    /// <param name="type">Of all tensors.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="tokens">Queries of a sample.</param>
    /// <param name="others">Keys of a sample.</param>
    /// <param name="heads">1 or more.</param>
    /// <param name="width">Of a head.</param>
    public static AttentionKernel Choose(CardProperties card, ElementType type, int batch, int tokens, int others, int heads, int width)
    {
        AttentionKernel? best = null;
        foreach (AttentionKernel kernel in For(type))
        {
            bool isAble = kernel.Runs(card, width) && (!kernel.IsHoppers || (others >= FewestKeys && kernel.Fills(card, batch, tokens, heads, width)));
            if (isAble && (best is null || (kernel.File == best.File && kernel.Width == best.Width)))
            {
                best = kernel;
                if (kernel.Fills(card, batch, tokens, heads, width))
                {
                    break;
                }
            }
        }

        return best ?? throw new NotSupportedException($"{card.Name} gives a block {card.SharedMemoryPerBlock} bytes of shared memory; attention needs {FloatBytes}.");
    }

    /// <summary>Whether a card can run it with heads of this width.</summary>
    public bool Runs(CardProperties card, int width) => Takes(width) && SharedBytes <= card.SharedMemoryPerBlock && KernelLibrary.IsFor(File, card);

    /// <summary>Whether it can be given heads of this width.</summary>
    public bool Takes(int width) => width <= Width && width % Step == 0;

    /// <summary>Blocks of a launch.</summary>
    public GridSize Grid(int batch, int tokens, int heads, int width)
        => new((tokens + Queries - 1) / Queries, heads * ((width + Columns - 1) / Columns), batch);

    private bool IsHoppers => File == HopperFile;

    // Hopper's have a multiprocessor for themselves, and are the faster ones even where half of these have nothing to do (256 tokens of 8 heads of 160: 7.8 us
    // against 10.1 on an H200). Of others, two blocks of 128 queries share one; of the rest, one is worth having.
    private bool Fills(CardProperties card, int batch, int tokens, int heads, int width)
    {
        GridSize grid = Grid(batch, tokens, heads, width);
        double wanted = IsHoppers ? 0.45 : Queries == 128 ? 2 : 1;
        return (long)grid.X * grid.Y * grid.Z >= wanted * card.Multiprocessors;
    }

    // attention.cu: two tiles of 64 keys and two of values, rows an odd number of pieces long.
    private static AttentionKernel Flash(int width, int queries, int warps)
        => new("attention", $"attention_{width}_{queries}", width, PieceHalves, queries, 32 * warps, 4 * 64 * (width / PieceHalves | 1) * PieceBytes, width);

    // attention_wide.cu: the queries, one or two tiles of 32 rows, powers, and a few floats for each query.
    private static AttentionKernel Wide(int queries, int tiles)
    {
        const int Width = 512;
        const int Keys = 32;
        const int Warps = 8;
        int rowBytes = ((Width / PieceHalves) + 1) * PieceBytes;
        int powerBytes = ((Keys / PieceHalves) + 1) * PieceBytes;
        int floats = (Warps / (queries / 16)) + 3;
        int bytes = ((queries + (tiles * Keys)) * rowBytes) + (queries * (powerBytes + (floats * sizeof(float))));
        return new("attention_wide", $"attention_{Width}_{queries}", Width, PieceHalves, queries, 32 * Warps, bytes, Width);
    }

    // attention_90a.cu: two or three times a tile of 64 keys and one of values, in chunks of 64 columns, with 8 columns more than the head has; a warpgroup more, which copies.
    private static AttentionKernel Warpgroups(int width, int warpgroups)
    {
        const int ChunkBytes = 64 * 128;
        int queries = 64 * warpgroups;
        int slots = warpgroups > 2 ? 2 : 3;
        int chunks = (width + PieceHalves + 63) / 64;
        return new(HopperFile, $"{HopperFile}_{width}_{queries}", width, width, queries, 128 * (warpgroups + 1), 2 * slots * chunks * ChunkBytes, width);
    }

    private static AttentionKernel FusedMultiplyAdd(string type, int width, int columns)
        => new("attention_float", $"attention_{type}_{columns}", width, 1, 64, 256, FloatBytes, columns);
}
