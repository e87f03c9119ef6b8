using System.Runtime.CompilerServices;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>One piece attends from some panels of one head's queries to all of its keys, in float16 with sums in float32. See <see cref="AttentionPieces{TLanes, TTile}"/>.</summary>
internal readonly unsafe struct MixedAttentionPieces(MixedHeads heads, MixedKernels conversions, AttentionKernels kernels) : IPieces
{
    private const int Columns = MixedHeads.Columns;

    private readonly MixedHeads _heads = heads;
    private readonly MixedKernels _conversions = conversions;
    private readonly AttentionKernels _kernels = kernels;

    public void Run(int piece, byte* scratch)
    {
        Heads heads = _heads.Heads;
        (int head, int first) = _heads.Place(piece);
        int end = Math.Min(heads.Tokens, first + _heads.QueryStep);
        int panels = (end - first + Columns - 1) / Columns;

        float* scores = (float*)scratch;
        float* turned = scores + _heads.ScoreFloats;
        float* panel = turned + ((nint)MixedHeads.MostWidth * Columns);
        for (int i = 0; i < panels; i++)
        {
            LoadQueries(head, first + (i * Columns), end, turned, panel + (i * _heads.PanelFloats));
        }

        for (int block = 0; block < _heads.KeyBlocks; block++)
        {
            int keys = Math.Min(_heads.KeyStep, heads.Others - (block * _heads.KeyStep));
            for (int i = 0; i < panels; i++)
            {
                Attend(head, block, keys, panel + (i * _heads.PanelFloats), scores);
            }
        }

        for (int i = 0; i < panels; i++)
        {
            Store(head, first + (i * Columns), end, panel + (i * _heads.PanelFloats));
        }
    }

    private float* Sums(float* panel) => panel + _heads.QueryFloats;

    private float* Maxima(float* panel) => Sums(panel) + _heads.SumFloats;

    /// <summary>Rounds queries, times log2(e) / sqrt(d), on their side; those behind the last are zeros.</summary>
    private void LoadQueries(int head, int first, int end, float* turned, float* panel)
    {
        const float Log2OfE = 1.44269504f;
        Heads heads = _heads.Heads;
        int count = Math.Min(Columns, end - first);
        new Span<float>(turned, heads.Width * Columns).Clear();
        Transposition.Run(count, heads.Width, heads.Queries + heads.At(head, first, heads.Tokens), heads.Pitch, turned, Columns);
        new Span<float>(panel, (int)_heads.QueryFloats).Clear();
        _conversions.Narrow(turned, (ushort*)panel, heads.Width * Columns, Log2OfE / MathF.Sqrt(heads.Width));
        new Span<Half>(Maxima(panel), Columns).Fill(Half.NegativeInfinity);
    }

    /// <summary>A block of keys meets a panel of queries.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Attend(int head, int block, int keys, float* panel, float* scores)
    {
        float* maxima = Maxima(panel);
        float* earlier = maxima + (Columns / 2);
        new Span<float>(maxima, Columns / 2).CopyTo(new Span<float>(earlier, Columns / 2));
        AttentionArguments arguments = new()
        {
            B = panel,
            Words = _heads.KeyWords,
            Maxima = maxima,
            Earlier = earlier,
            Corrections = earlier + (Columns / 2),
            Keep = block == 0 ? 0 : -1,
            Factor = *_heads.Factor(head, block),
        };
        for (int tile = 0; tile < _heads.KeyTiles; tile++)
        {
            arguments.A = _heads.Keys(head, block) + ((nint)tile * _heads.KeyRows * _heads.KeyWords);
            arguments.C = scores + ((nint)tile * _heads.KeyRows * Columns / 2);
            _kernels.Score(&arguments);
        }

        arguments.C = scores;
        arguments.Words = (keys + AttentionTiles.PowerRows - 1) / AttentionTiles.PowerRows;
        _kernels.Raise(&arguments);
        if (keys % 2 != 0)
        {
            new Span<float>(scores + ((nint)keys * Columns / 2), Columns / 2).Clear();
        }

        arguments.B = scores;
        arguments.Words = (keys + 1) / 2;
        for (int tile = 0; tile < _heads.ValueTiles; tile++)
        {
            arguments.A = _heads.Values(head, block) + ((nint)tile * _heads.ValueRows * _heads.KeyStep);
            arguments.C = Sums(panel) + ((nint)tile * _heads.ValueRows * Columns);
            _kernels.AddValues(&arguments);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private void Store(int head, int first, int end, float* panel)
    {
        Heads heads = _heads.Heads;
        float* sums = Sums(panel);
        float* totals = sums + ((nint)heads.Width * Columns);
        for (int row = 0; row < heads.Width; row++, sums += Columns)
        {
            for (int column = 0; column < Columns; column += Lanes16.Count)
            {
                (Lanes16.Load(sums + column) / Lanes16.Load(totals + column)).Store(sums + column);
            }
        }

        Transposition.Run(heads.Width, Math.Min(Columns, end - first), Sums(panel), Columns, heads.Output + heads.At(head, first, heads.Tokens), heads.Pitch);
    }
}
