using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>
/// softmax(q k^T / sqrt(d)) v for all heads of a batch, in tiles: panels of queries times blocks of keys, with the running maximum and sum of each query
/// (Milakov and Gimelshein 2018, Rabe and Staats 2021, Dao et al. 2022). A matrix of tokens times tokens never exists.
/// </summary>
/// <remarks>A block of keys is chosen by their number alone, since it shows in the last bits; a panel of queries does not.</remarks>
internal unsafe struct Heads
{
    // Keys and values of a block stay in a second-level cache while panels of queries pass by.
    private const int MostKeys = 320;

    // Queries of a piece: more of them share a block of keys, fewer leave more pieces. All targets' panels divide it.
    private const int MostQueries = 96;

    private const int KeyUnit = 32;

    // A head's part of a token is a few lines, far from those of the next token: without advice each would be waited for.
    private const int TokensAhead = 16;

    private const int ScratchFloats = (WorkerTeam.ScratchBytes / sizeof(float)) - 1024;

    /// <summary>[batch, tokens, heads * d]</summary>
    public float* Queries;

    /// <summary>[batch, others, heads * d]</summary>
    public float* Keys;

    /// <summary>[batch, others, heads * d]</summary>
    public float* Values;

    /// <summary>[batch, tokens, heads * d]</summary>
    public float* Output;

    /// <summary>Takes the packed keys and values of all heads: <see cref="PackedFloats"/> for each.</summary>
    public float* Packed;

    public int Batch;
    public int Tokens;
    public int Others;
    public int Count;
    public int Width;
    public bool IsCausal;

    /// <summary>Whether operands may be rounded to half precision.</summary>
    public bool MayRound;

    /// <summary>Rows of the micro-kernel's tile.</summary>
    public int TileRows;

    /// <summary>Columns of the micro-kernel's tile: queries of a panel.</summary>
    public int TileColumns;

    /// <summary>From one token to the next.</summary>
    public readonly int Pitch => Count * Width;

    /// <summary>Keys that are taken together.</summary>
    public readonly int KeyStep
    {
        get
        {
            int blocks = Blocks(Others, MostKeys);
            return Blocks(Blocks(Others, blocks), KeyUnit) * KeyUnit;
        }
    }

    public readonly int KeyBlocks => Blocks(Others, KeyStep);

    /// <summary>A block's keys in whole tiles.</summary>
    public readonly int KeyRows => Whole(KeyStep);

    /// <summary>A value's numbers in whole tiles.</summary>
    public readonly int ValueRows => Whole(Width);

    /// <summary>Queries of a piece, whole panels.</summary>
    /// <remarks>Causal pieces end at the same queries on all targets: a key that a query does not see still meets it, with power 0, as far as its piece goes.</remarks>
    public readonly int QueryStep
    {
        get
        {
            int panels = Math.Clamp(PanelsThatFit, 1, Math.Max(1, MostQueries / TileColumns));
            int most = panels * TileColumns;
            return IsCausal ? most : Blocks(Blocks(Tokens, Blocks(Tokens, most)), TileColumns) * TileColumns;
        }
    }

    /// <summary>Whether a worker's scratch memory holds a panel of heads so wide.</summary>
    public readonly bool Fits => PanelsThatFit > 0;

    private readonly int PanelsThatFit => (int)((ScratchFloats - ((long)KeyRows * TileColumns)) / PanelFloats);

    /// <summary>Floats of a panel's queries, sums of values and state of softmax.</summary>
    public readonly int PanelFloats => checked((Width + ValueRows + ColumnSoftmax<Lanes1>.StateFloats(1)) * TileColumns);

    /// <summary>Floats that the keys and values of a head need.</summary>
    public readonly nint PackedFloats => (KeyBlockFloats + ValueBlockFloats) * KeyBlocks;

    /// <summary>Heads of the whole batch.</summary>
    public readonly int All => Batch * Count;

    public readonly int Pieces => All * RowBlocks;

    public readonly int PackingPieces => All * KeyBlocks;

    private readonly int RowBlocks => Blocks(Tokens, QueryStep);

    private readonly nint KeyBlockFloats => (nint)KeyRows * Width;

    private readonly nint ValueBlockFloats => (nint)ValueRows * KeyStep;

    /// <summary>The packed keys of a head from a block's first on: tiles of keys, in each the tile's keys for each of their numbers.</summary>
    public readonly float* KeyBlock(int head, int key) => Packed + (head * PackedFloats) + (key / KeyStep * (KeyBlockFloats + ValueBlockFloats));

    /// <summary>The packed values of a head from a block's first on: tiles of numbers, in each the tile's numbers for each key.</summary>
    public readonly float* ValueBlock(int head, int key) => KeyBlock(head, key) + KeyBlockFloats;

    /// <summary>The head that a piece belongs to, and its first query.</summary>
    /// <remarks>
    /// Pieces that follow each other share a head, whose keys and values then stay near; but where those are few, they share
    /// their tokens, so that lines of memory that hold parts of two heads are fetched once.
    /// </remarks>
    public readonly (int Head, int Token) Place(int piece) => Place(piece, RowBlocks, QueryStep, KeyBlocks);

    /// <summary>The same for another cut: so many pieces for a head, so many queries each, and blocks of its keys.</summary>
    public readonly (int Head, int Token) Place(int piece, int rowBlocks, int queryStep, int keyBlocks) => keyBlocks > 1
        ? (piece / rowBlocks, piece % rowBlocks * queryStep)
        : ((piece / Count / rowBlocks * Count) + (piece % Count), piece / Count % rowBlocks * queryStep);

    /// <summary>log2(e) / sqrt(d): scaling queries by it saves doing so with the scores, and powers of two are simpler than those of e.</summary>
    public readonly float QueryScale
    {
        get
        {
            const float Log2OfE = 1.44269504f;
            return Log2OfE / MathF.Sqrt(Width);
        }
    }

    /// <summary>Fetches the same head's part of a later token, if that is one of those left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchAhead(float* token, int left)
    {
        if (left > TokensAhead)
        {
            byte* part = (byte*)(token + ((nint)TokensAhead * Pitch));
            for (int at = 0; at < Width * sizeof(float); at += Cache.Line)
            {
                Cache.Fetch(part + at);
            }
        }
    }

    /// <summary>Where a head's part of a token begins.</summary>
    public readonly nint At(int head, int token, int tokens) => ((((nint)(head / Count) * tokens) + token) * Pitch) + (head % Count * Width);

    private readonly int Whole(int rows) => Blocks(rows, TileRows) * TileRows;

    private static int Blocks(int count, int step) => (count + step - 1) / step;
}
