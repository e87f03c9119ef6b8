using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>One piece attends from a block of one head's queries to all of its keys.</summary>
internal readonly unsafe struct AttentionPieces<TLanes, TSixteen, TTile>(Heads heads) : IPieces
    where TLanes : unmanaged, ILanes<TLanes>
    where TSixteen : unmanaged, ILanes<TSixteen>
    where TTile : unmanaged, ITile<TLanes>
{
    private readonly Heads _heads = heads;

    [MethodImpl(KernelLoop.Options)]
    public void Run(int piece, byte* scratch)
    {
        (int head, int first) = _heads.Place(piece);
        int rows = Math.Min(_heads.RowStep, _heads.Tokens - first);
        int padded = Block.Padded(rows);

        float* queries = (float*)scratch;
        float* scores = queries + _heads.QueryFloats(padded);
        float* sums = scores + (padded * Block.Pitch);
        OnlineSoftmax<TSixteen> softmax = new(sums + _heads.SumFloats(padded), padded, Block.Pitch);

        LoadQueries(head, first, rows, padded, queries);
        int seen = _heads.IsCausal ? Math.Min(_heads.Others, first + rows) : _heads.Others;
        for (int key = 0; key < seen; key += _heads.KeyStep)
        {
            int keys = Math.Min(_heads.KeyStep, seen - key);
            Score(head, padded, key, keys, queries, scores);
            softmax.Update(scores, keys, _heads.IsCausal ? first + 1 - key : keys, _heads.IsCausal ? 1 : 0);
            AddValues(head, padded, key, keys, scores, sums, softmax.Corrections);
        }

        Store(head, first, rows, padded, sums, softmax.Totals);
    }

    /// <summary>Copies queries, times log2(e) / sqrt(d): scaling them saves doing so with the scores, and powers of two are simpler than those of e.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void LoadQueries(int head, int first, int rows, int padded, float* to)
    {
        const float Log2OfE = 1.44269504f;
        float scale = Log2OfE / MathF.Sqrt(_heads.Width);
        for (int start = 0; start < _heads.Width; start += _heads.WidthStep, to += padded * Block.Pitch)
        {
            int count = Math.Min(_heads.WidthStep, _heads.Width - start);
            for (int row = 0; row < padded; row++)
            {
                float* from = _heads.Queries + _heads.At(head, first + Math.Min(row, rows - 1), _heads.Tokens) + start;
                Scale(from, scale, to + (row * Block.Pitch), count);
            }
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Scale(float* from, float scale, float* to, int count)
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            (TLanes.Load(from + i) * TLanes.Splat(scale)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = from[i] * scale;
        }
    }

    /// <summary>scores = queries keys^T</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Score(int head, int rows, int key, int keys, float* queries, float* scores)
    {
        Panels panels = _heads.KeyPanels(head);
        int columns = 2 * TLanes.Count;
        for (int done = 0; done < keys; done += columns)
        {
            int panel = (key + done) / columns;
            bool isNarrow = panels.Width(panel) < columns;
            Ahead ahead = new(rows, TTile.Rows);
            if (done + columns < keys)
            {
                ahead.WillRead(panels.At(panel + 1, 0), (nint)_heads.Width * panels.RowBytes(panel + 1));
            }

            float* a = queries;
            for (int start = 0; start < _heads.Width; start += _heads.WidthStep, a += rows * Block.Pitch)
            {
                int depth = Math.Min(_heads.WidthStep, _heads.Width - start);
                Tiles.Multiply<TLanes, TTile>(rows, depth, a, (float*)panels.At(panel, start), scores + done, Block.Pitch, isNarrow, fresh: start == 0, start == 0 ? ahead : default);
            }
        }
    }

    /// <summary>sums = sums * corrections + powers values</summary>
    [MethodImpl(KernelLoop.Options)]
    private void AddValues(int head, int rows, int key, int keys, float* powers, float* sums, float* corrections)
    {
        Panels panels = _heads.ValuePanels(head);
        int columns = 2 * TLanes.Count;
        for (int panel = 0; panel < panels.Count; panel++)
        {
            float* c = sums + (panel * rows * columns);
            if (key > 0)
            {
                Correct(rows, c, corrections);
            }

            bool isNarrow = panels.Width(panel) < columns;
            Ahead ahead = new(rows, TTile.Rows);
            if (panel + 1 < panels.Count)
            {
                ahead.WillRead(panels.At(panel + 1, key), (nint)keys * panels.RowBytes(panel + 1));
            }

            Tiles.Multiply<TLanes, TTile>(rows, keys, powers, (float*)panels.At(panel, key), c, columns, isNarrow, fresh: key == 0, ahead);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Correct(int rows, float* sums, float* corrections)
    {
        for (int row = 0; row < rows; row++)
        {
            if (corrections[row] != 1)
            {
                float* sum = sums + (row * 2 * TLanes.Count);
                TLanes correction = TLanes.Splat(corrections[row]);
                (TLanes.Load(sum) * correction).Store(sum);
                (TLanes.Load(sum + TLanes.Count) * correction).Store(sum + TLanes.Count);
            }
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private void Store(int head, int first, int rows, int padded, float* sums, float* totals)
    {
        int columns = 2 * TLanes.Count;
        for (int row = 0; row < rows; row++)
        {
            float* to = _heads.Output + _heads.At(head, first + row, _heads.Tokens);
            for (int start = 0; start < _heads.Width; start += TLanes.Count)
            {
                float* sum = sums + (((start / columns * padded) + row) * columns) + (start % columns);
                if (start + TLanes.Count <= _heads.Width)
                {
                    (TLanes.Load(sum) / TLanes.Splat(totals[row])).Store(to + start);
                    continue;
                }

                for (int i = 0; start + i < _heads.Width; i++)
                {
                    to[start + i] = sum[i] / totals[row];
                }
            }
        }
    }
}
