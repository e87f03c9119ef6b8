using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Attention;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>How attention in half precision is cut, and where its parts lie. See <see cref="Heads"/>.</summary>
/// <param name="heads">What is attended.</param>
/// <param name="isBFloat16">Whether operands are bfloat16 and scores float32, not both float16.</param>
internal readonly unsafe struct MixedHeads(Heads heads, bool isBFloat16)
{
    /// <summary>Queries of a panel.</summary>
    public const int Columns = 32;

    // Wider heads want longer chains than float16 bears.
    private const int MostFloat16Width = 160;

    private const int MostBFloat16Width = 512;

    // A panel's scores, 16 KB, stay in a first-level cache.
    private const int ScoresBytes = 16 << 10;

    private const int MostPanels = 4;

    /// <summary>What is attended.</summary>
    public readonly Heads Heads = heads;

    public readonly bool IsBFloat16 = isBFloat16;

    /// <summary>Whether attention is computed this way: a matter of its shape alone.</summary>
    public bool IsWorthwhile => !Heads.IsCausal && Heads.Width <= (IsBFloat16 ? MostBFloat16Width : MostFloat16Width);

    /// <summary>Rows of scores that become powers together.</summary>
    public int PowerRows => IsBFloat16 ? BFloat16Attention.PowerRows : Float16Attention.PowerRows;

    /// <summary>Floats of a row of scores, or of one maximum for each query.</summary>
    public int ScoreRowFloats => Columns * ScoreBytes / sizeof(float);

    /// <summary>The micro-kernels for it, for these shapes.</summary>
    public AttentionKernels Kernels => AttentionKernels.For(IsBFloat16, KeyRows, KeyWords * sizeof(float), ValueRows, KeyStep * sizeof(ushort));

    /// <summary>Blocks of keys, all of about one size.</summary>
    public int KeyBlocks => Blocks(Heads.Others, ScoresBytes / ScoreBytes / Columns);

    /// <summary>Keys of a block: an even number.</summary>
    public int KeyStep => Even(Blocks(Heads.Others, KeyBlocks));

    /// <summary>Keys of a tile.</summary>
    public int KeyRows => Blocks(KeyStep, KeyTiles);

    /// <summary>Tiles of a block of keys. They may end behind it; the last key stands there again.</summary>
    public int KeyTiles => Blocks(KeyStep, MostRows);

    /// <summary>Words of a key.</summary>
    public int KeyWords => Blocks(Heads.Width, 2);

    /// <summary>Numbers of a value in a tile.</summary>
    public int ValueRows => Blocks(Heads.Width + 1, ValueTiles);

    /// <summary>Tiles of a value's numbers and of a one, whose sums are those of the powers.</summary>
    public int ValueTiles => Blocks(Heads.Width + 1, MostRows);

    /// <summary>Queries of a piece.</summary>
    public int QueryStep => Blocks(Blocks(Heads.Tokens, Blocks(Heads.Tokens, MostPanels * Columns)), Columns) * Columns;

    public int Pieces => Heads.All * RowBlocks;

    public int PackingPieces => Heads.All * KeyBlocks;

    /// <summary>Floats that the keys and values of a head need.</summary>
    public nint PackedFloats => KeyBlocks * BlockFloats;

    /// <summary>Floats of a panel: queries, sums, maxima before and after a block, corrections.</summary>
    public nint PanelFloats => QueryFloats + SumFloats + (2 * ScoreRowFloats) + Columns;

    /// <summary>Floats of a panel's queries.</summary>
    public nint QueryFloats => (nint)KeyWords * Columns;

    /// <summary>Floats of a panel's sums.</summary>
    public nint SumFloats => (nint)ValueTiles * ValueRows * Columns;

    /// <summary>Floats of a panel's scores, with room for the last group of powers.</summary>
    public nint ScoreFloats => (nint)((KeyTiles * KeyRows) + PowerRows) * ScoreRowFloats;

    private int ScoreBytes => IsBFloat16 ? sizeof(float) : sizeof(ushort);

    private int MostRows => IsBFloat16 ? BFloat16Attention.MostRows : Float16Attention.MostRows;

    /// <summary>A line of its own for a block's factor.</summary>
    private static nint FactorFloats => 16;

    private nint KeyFloats => (nint)KeyTiles * KeyRows * KeyWords;

    private nint ValueFloats => (nint)ValueTiles * ValueRows * KeyStep / 2;

    private nint BlockFloats => FactorFloats + Whole(KeyFloats) + Whole(ValueFloats);

    /// <summary>What takes a block's sums of values to their size.</summary>
    public float* Factor(int head, int block) => Heads.Packed + (head * PackedFloats) + (block * BlockFloats);

    /// <summary>A block's keys, [keys, words].</summary>
    public float* Keys(int head, int block) => Factor(head, block) + FactorFloats;

    /// <summary>A block's values, [numbers, keys].</summary>
    public ushort* Values(int head, int block) => (ushort*)(Keys(head, block) + Whole(KeyFloats));

    /// <summary>The head that a piece belongs to, and its first query.</summary>
    public (int Head, int Token) Place(int piece) => Heads.Place(piece, RowBlocks, QueryStep, KeyBlocks);

    private int RowBlocks => Blocks(Heads.Tokens, QueryStep);

    private static nint Whole(nint floats) => (floats + 15) / 16 * 16;

    private static int Even(int count) => (count + 1) / 2 * 2;

    private static int Blocks(int count, int step) => (count + step - 1) / step;
}
