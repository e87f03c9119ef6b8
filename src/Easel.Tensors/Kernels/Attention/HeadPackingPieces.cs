using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>One piece packs a head's keys and values of one block.</summary>
internal readonly unsafe struct HeadPackingPieces<TLanes>(Heads heads) : IPieces where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly Heads _heads = heads;

    public void Run(int piece, byte* scratch)
    {
        int head = piece / _heads.KeyBlocks;
        int first = piece % _heads.KeyBlocks * _heads.KeyStep;
        int end = Math.Min(first + _heads.KeyStep, _heads.Others);

        Panels keys = _heads.KeyPanels(head);
        for (int key = first; key < end; key += 2 * TLanes.Count)
        {
            PackKeys(head, keys, key / (2 * TLanes.Count));
        }

        Panels values = _heads.ValuePanels(head);
        for (int panel = 0; panel < values.Count; panel++)
        {
            PackValues(head, values, panel, first, end);
        }
    }

    /// <summary>A panel whose columns are keys.</summary>
    private void PackKeys(int head, in Panels keys, int panel)
    {
        int width = keys.Width(panel);
        int first = panel * 2 * TLanes.Count;
        int count = Math.Min(width, _heads.Others - first);
        float* to = (float*)keys.At(panel, 0);
        for (int column = 0; column < count; column++)
        {
            Spread(_heads.Keys + _heads.At(head, first + column, _heads.Others), to + column, width);
        }

        for (int i = 0; count < width && i < _heads.Width; i++)
        {
            new Span<float>(to + (i * width) + count, width - count).Clear();
        }
    }

    /// <summary>Copies a head's part of a token into a column.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void Spread(float* from, float* to, int pitch)
    {
        int width = _heads.Width;
        for (int i = 0; i < width; i++)
        {
            to[i * pitch] = from[i];
        }
    }

    /// <summary>Rows of a panel whose columns are a value's numbers.</summary>
    private void PackValues(int head, in Panels values, int panel, int first, int end)
    {
        int width = values.Width(panel);
        int start = panel * 2 * TLanes.Count;
        int count = Math.Min(width, _heads.Width - start);
        for (int row = first; row < end; row++)
        {
            Span<float> to = new(values.At(panel, row), width);
            new Span<float>(_heads.Values + _heads.At(head, row, _heads.Others) + start, count).CopyTo(to);
            to[count..].Clear();
        }
    }
}
