using System.Runtime.CompilerServices;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>One piece attends from some panels of one head's queries to all of its keys, in half precision with sums in float32. See <see cref="AttentionPieces{TLanes, TTile}"/>.</summary>
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
        float* panel = turned + ((nint)(heads.Width + 1) * Columns);
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
        Heads heads = _heads.Heads;
        int count = Math.Min(Columns, end - first);
        new Span<float>(turned, (heads.Width + 1) * Columns).Clear();
        Transposition.Run(count, heads.Width, heads.Queries + heads.At(head, first, heads.Tokens), heads.Pitch, turned, Columns);
        float scale = heads.QueryScale;
        if (_heads.IsBFloat16)
        {
            PairQueries(turned, scale, (uint*)panel);
            new Span<float>(Maxima(panel), Columns).Fill(float.NegativeInfinity);
        }
        else
        {
            _conversions.Narrow(turned, (ushort*)panel, 2 * _heads.KeyWords * Columns, scale);
            new Span<Half>(Maxima(panel), Columns).Fill(Half.NegativeInfinity);
        }
    }

    /// <summary>Numbers of two rows lie side by side.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void PairQueries(float* rows, float scale, uint* to)
    {
        Lanes16 factor = Lanes16.Splat(scale);
        for (int word = 0; word < _heads.KeyWords; word++, rows += 2 * Columns, to += Columns)
        {
            for (int column = 0; column < Columns; column += Lanes16.Count)
            {
                Lanes16 first = BFloat16.Narrow(Lanes16.Load(rows + column) * factor);
                Lanes16 second = BFloat16.Narrow(Lanes16.Load(rows + Columns + column) * factor);
                (first | Lanes16.ShiftBitsLeft(second, 16)).Store((float*)to + column);
            }
        }
    }

    /// <summary>The row behind the last key, where a pair or a group still takes it, becomes powers of zero.</summary>
    private void HideRow(float* row)
    {
        if (_heads.IsBFloat16)
        {
            new Span<float>(row, Columns).Fill(float.NegativeInfinity);
        }
        else
        {
            new Span<Half>(row, Columns).Fill(Half.NegativeInfinity);
        }
    }

    /// <summary>A block of keys meets a panel of queries.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Attend(int head, int block, int keys, float* panel, float* scores)
    {
        float* maxima = Maxima(panel);
        int row = _heads.ScoreRowFloats;
        float* earlier = maxima + row;
        new Span<float>(maxima, row).CopyTo(new Span<float>(earlier, row));
        AttentionArguments arguments = new()
        {
            B = panel,
            Words = _heads.KeyWords,
            Maxima = maxima,
            Earlier = earlier,
            Corrections = earlier + row,
            Keep = block == 0 ? 0 : -1,
            Factor = *_heads.Factor(head, block),
        };
        for (int tile = 0; tile < _heads.KeyTiles; tile++)
        {
            arguments.A = _heads.Keys(head, block) + ((nint)tile * _heads.KeyRows * _heads.KeyWords);
            arguments.C = scores + ((nint)tile * _heads.KeyRows * row);
            _kernels.Score(&arguments);
        }

        if (keys % 2 != 0)
        {
            HideRow(scores + ((nint)keys * row));
        }

        arguments.C = scores;
        arguments.Words = (keys + _heads.PowerRows - 1) / _heads.PowerRows;
        _kernels.Raise(&arguments);

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
