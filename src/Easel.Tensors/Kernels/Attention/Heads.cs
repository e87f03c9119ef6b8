using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>
/// softmax(q k^T / sqrt(d)) v for all heads of a batch, in tiles: rows of queries times blocks of keys, with the running maximum and sum of each row
/// (Milakov and Gimelshein 2018, Rabe and Staats 2021, Dao et al. 2022). A matrix of tokens times tokens never exists.
/// </summary>
/// <remarks>A block of keys is chosen by their number alone, since it shows in the last bits; a block of queries does not.</remarks>
internal unsafe struct Heads
{
    // All targets' panels divide this, and it divides Block.MaxDepth.
    private const int KeyUnit = 32;

    private const int ScratchFloats = (WorkerTeam.ScratchBytes / sizeof(float)) - 1024;

    /// <summary>[batch, tokens, heads * d]</summary>
    public float* Queries;

    /// <summary>[batch, others, heads * d]</summary>
    public float* Keys;

    /// <summary>[batch, others, heads * d]</summary>
    public float* Values;

    /// <summary>[batch, tokens, heads * d]</summary>
    public float* Output;

    /// <summary>Takes the packed keys and values of all heads: twice <see cref="PackedFloats"/>.</summary>
    public float* Packed;

    public int Batch;
    public int Tokens;
    public int Others;
    public int Count;
    public int Width;
    public int Lanes;
    public bool IsCausal;

    /// <summary>From one token to the next.</summary>
    public readonly int Pitch => Count * Width;

    /// <summary>Keys that are taken together.</summary>
    public readonly int KeyStep
    {
        get
        {
            int blocks = (Others + Block.MaxDepth - 1) / Block.MaxDepth;
            return ((((Others + blocks - 1) / blocks) + KeyUnit - 1) / KeyUnit) * KeyUnit;
        }
    }

    /// <summary>Parts of a head's width that are multiplied together.</summary>
    public readonly int WidthStep
    {
        get
        {
            int steps = (Width + Block.MaxDepth - 1) / Block.MaxDepth;
            return (Width + steps - 1) / steps;
        }
    }

    /// <summary>Queries of a piece: as many as scratch memory holds, up to what keeps them near the core.</summary>
    public readonly int RowStep
    {
        get
        {
            int perRow = QueryFloats(1) + Block.Pitch + SumFloats(1) + StateFloats;
            int most = Math.Clamp(ScratchFloats / perRow / Block.RowUnit * Block.RowUnit, Block.RowUnit, MaxRows);
            int blocks = (Tokens + most - 1) / most;
            return Block.Padded((Tokens + blocks - 1) / blocks);
        }
    }

    // A query's running maximum and sum, correction and result, when rows are rounded up to whole sixteens.
    private const int StateFloats = 4 * 2;

    private const int MaxRows = 96;

    /// <summary>The keys of a head as panels: their numbers are its columns.</summary>
    public readonly Panels KeyPanels(int head) => new((nint)(Packed + (head * 2 * PackedFloats)), Width, Others, Lanes);

    /// <summary>The values of a head as panels.</summary>
    public readonly Panels ValuePanels(int head) => new((nint)(Packed + (((head * 2) + 1) * PackedFloats)), Others, Width, Lanes);

    /// <summary>Floats that the keys or the values of a head need, whichever is more.</summary>
    public readonly nint PackedFloats
        => Math.Max(new Panels(0, Width, Others, Lanes).Bytes, new Panels(0, Others, Width, Lanes).Bytes) / sizeof(float);

    /// <summary>Heads of the whole batch.</summary>
    public readonly int All => Batch * Count;

    public readonly int RowBlocks => (Tokens + RowStep - 1) / RowStep;

    public readonly int Pieces => All * RowBlocks;

    /// <summary>The head that a piece belongs to, and its first query.</summary>
    /// <remarks>
    /// Pieces that follow each other share a head, whose keys and values then stay near; but where those are few, they share
    /// their tokens, so that lines of memory that hold parts of two heads are fetched once.
    /// </remarks>
    public readonly (int Head, int Token) Place(int piece)
        => KeyBlocks > 1 ? (piece / RowBlocks, piece % RowBlocks * RowStep) : ((piece / Count / RowBlocks * Count) + (piece % Count), piece / Count % RowBlocks * RowStep);

    public readonly int KeyBlocks => (Others + KeyStep - 1) / KeyStep;

    public readonly int PackingPieces => All * KeyBlocks;

    /// <summary>Floats of so many queries, in blocks of <see cref="WidthStep"/>.</summary>
    public readonly int QueryFloats(int rows) => (Width + WidthStep - 1) / WidthStep * rows * Block.Pitch;

    /// <summary>Floats of so many queries' sums of values, in panels.</summary>
    public readonly int SumFloats(int rows) => (Width + (2 * Lanes) - 1) / (2 * Lanes) * rows * 2 * Lanes;

    /// <summary>Where a head's part of a token begins.</summary>
    public readonly nint At(int head, int token, int tokens) => ((((nint)(head / Count) * tokens) + token) * Pitch) + (head % Count * Width);
}
