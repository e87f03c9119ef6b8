using System.Runtime.CompilerServices;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>One piece attends from some panels of one head's queries to all of its keys.</summary>
/// <remarks>
/// Everything stands on its side: columns are queries, rows are keys, then numbers of a value. So the powers of one product are the panel of the
/// next as they lie, softmax runs down lanes, and a head's width need not fill registers.
/// </remarks>
internal readonly unsafe struct AttentionPieces<TLanes, TTile>(Heads heads) : IPieces
    where TLanes : unmanaged, ILanes<TLanes>
    where TTile : unmanaged, IStreamTile<TLanes>
{
    // Powers that are multiplied with values while they are in a first-level cache.
    private const int NearBytes = 20 << 10;

    private readonly Heads _heads = heads;

    private static int Columns => TTile.Registers * TLanes.Count;

    private static int NearKeys => NearBytes / sizeof(float) / Columns / 4 * 4;

    [MethodImpl(KernelLoop.Options)]
    public void Run(int piece, byte* scratch)
    {
        (int head, int first) = _heads.Place(piece);
        int end = Math.Min(_heads.Tokens, first + _heads.QueryStep);
        int panels = (end - first + Columns - 1) / Columns;

        // For each panel: queries, sums of values, softmax's state. The scores of one panel are done with before the next.
        float* scores = (float*)scratch;
        float* queries = scores + ((nint)_heads.KeyRows * Columns);
        for (int panel = 0; panel < panels; panel++)
        {
            LoadQueries(head, first + (panel * Columns), end, queries + (panel * _heads.PanelFloats));
            Softmax(queries + (panel * _heads.PanelFloats)).Begin();
        }

        int seen = _heads.IsCausal ? Math.Min(_heads.Others, end) : _heads.Others;
        for (int key = 0; key < seen; key += _heads.KeyStep)
        {
            int keys = Math.Min(_heads.KeyStep, seen - key);
            for (int panel = 0; panel < panels; panel++)
            {
                float* own = queries + (panel * _heads.PanelFloats);
                Score(_heads.KeyBlock(head, key), keys, own, scores);
                if (_heads.IsCausal)
                {
                    HideLater(scores, keys, first + (panel * Columns) - key);
                }

                AddValues(_heads.ValueBlock(head, key), keys, scores, own, isFirst: key == 0);
            }
        }

        for (int panel = 0; panel < panels; panel++)
        {
            Store(head, first + (panel * Columns), end, queries + (panel * _heads.PanelFloats));
        }
    }

    private float* Sums(float* panel) => panel + ((nint)_heads.Width * Columns);

    private ColumnSoftmax<TLanes> Softmax(float* panel) => new(Sums(panel) + ((nint)_heads.ValueRows * Columns), Columns);

    /// <summary>Copies queries, times their scale.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void LoadQueries(int head, int first, int end, float* to)
    {
        TLanes scale = TLanes.Splat(_heads.QueryScale);
        int count = Math.Min(Columns, end - first);
        if (count < Columns)
        {
            new Span<float>(to, _heads.Width * Columns).Clear();
        }

        Transposition.Run(count, _heads.Width, _heads.Queries + _heads.At(head, first, _heads.Tokens), _heads.Pitch, to, Columns);
        for (nint i = 0; i < (nint)_heads.Width * Columns; i += TLanes.Count)
        {
            (TLanes.Load(to + i) * scale).Store(to + i);
        }
    }

    /// <summary>scores = keys queries^T</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Score(float* block, int keys, float* queries, float* scores)
    {
        for (int row = 0; row < keys; row += TTile.Rows)
        {
            TTile.Multiply(_heads.Width, block + ((nint)row * _heads.Width), queries, scores + ((nint)row * Columns), fresh: true);
        }
    }

    /// <summary>A query does not see the keys behind its own: <paramref name="first"/> is that of the first column.</summary>
    private static void HideLater(float* scores, int keys, int first)
    {
        for (int row = Math.Max(0, first + 1); row < keys; row++)
        {
            new Span<float>(scores + ((nint)row * Columns), Math.Min(Columns, row - first)).Fill(float.NegativeInfinity);
        }
    }

    /// <summary>sums = sums * corrections + values^T powers</summary>
    [MethodImpl(KernelLoop.Options)]
    private void AddValues(float* block, int keys, float* scores, float* panel, bool isFirst)
    {
        ColumnSoftmax<TLanes> softmax = Softmax(panel);
        softmax.See(scores, keys);
        float* sums = Sums(panel);
        if (!isFirst)
        {
            Correct(sums, softmax.Corrections);
        }

        for (int key = 0; key < keys; key += NearKeys)
        {
            int near = Math.Min(NearKeys, keys - key);
            softmax.Raise(scores, key, key + near);
            for (int row = 0; row < _heads.ValueRows; row += TTile.Rows)
            {
                float* values = block + ((nint)row * _heads.KeyStep) + (key * TTile.Rows);
                TTile.Multiply(near, values, scores + ((nint)key * Columns), sums + ((nint)row * Columns), fresh: isFirst && key == 0);
            }
        }

        softmax.Add();
    }

    [MethodImpl(KernelLoop.Options)]
    private void Correct(float* sums, float* corrections)
    {
        for (int column = 0; column < Columns; column += TLanes.Count)
        {
            TLanes correction = TLanes.Load(corrections + column);
            for (int row = 0; row < _heads.Width; row++)
            {
                float* sum = sums + ((nint)row * Columns) + column;
                (TLanes.Load(sum) * correction).Store(sum);
            }
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private void Store(int head, int first, int end, float* panel)
    {
        float* sums = Sums(panel);
        float* totals = Softmax(panel).Totals;
        for (int row = 0; row < _heads.Width; row++, sums += Columns)
        {
            for (int column = 0; column < Columns; column += TLanes.Count)
            {
                (TLanes.Load(sums + column) / TLanes.Load(totals + column)).Store(sums + column);
            }
        }

        Transposition.Run(_heads.Width, Math.Min(Columns, end - first), Sums(panel), Columns, _heads.Output + _heads.At(head, first, _heads.Tokens), _heads.Pitch);
    }
}
