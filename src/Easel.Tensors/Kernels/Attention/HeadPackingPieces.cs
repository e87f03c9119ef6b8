using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>One piece packs a head's keys and values of one block.</summary>
internal readonly unsafe struct HeadPackingPieces<TLanes>(Heads heads) : IPieces where TLanes : unmanaged, ILanes<TLanes>
{
    // A head's part of a token is a few lines, far from those of the next token: without advice each would be waited for.
    private const int TokensAhead = 16;

    private readonly Heads _heads = heads;

    public void Run(int piece, byte* scratch)
    {
        int head = piece / _heads.KeyBlocks;
        int first = piece % _heads.KeyBlocks * _heads.KeyStep;
        int end = Math.Min(first + _heads.KeyStep, _heads.Others);
        PackKeys(head, first, end);
        PackValues(head, first, end);
    }

    /// <summary>Panels whose columns are keys.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void PackKeys(int head, int first, int end)
    {
        Panels panels = _heads.KeyPanels(head);
        float* from = _heads.Keys + _heads.At(head, first, _heads.Others);
        for (int key = first; key < end; key++, from += _heads.Pitch)
        {
            int panel = key / (2 * TLanes.Count);
            int pitch = panels.Width(panel);
            float* to = (float*)panels.At(panel, 0) + (key % (2 * TLanes.Count));
            Fetch(from, end - key);
            for (int i = 0; i < _heads.Width; i++, to += pitch)
            {
                *to = from[i];
            }
        }

        if (end == _heads.Others)
        {
            ClearBehind(panels);
        }
    }

    /// <summary>Puts zeros into the columns behind the last key.</summary>
    private void ClearBehind(in Panels panels)
    {
        int panel = panels.Count - 1;
        int width = panels.Width(panel);
        int used = panels.Outputs - (panel * 2 * TLanes.Count);
        for (int i = 0; i < _heads.Width; i++)
        {
            new Span<float>((float*)panels.At(panel, i) + used, width - used).Clear();
        }
    }

    /// <summary>Rows of panels whose columns are a value's numbers, zeros behind the last.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void PackValues(int head, int first, int end)
    {
        Panels panels = _heads.ValuePanels(head);
        float* from = _heads.Values + _heads.At(head, first, _heads.Others);
        for (int row = first; row < end; row++, from += _heads.Pitch)
        {
            Fetch(from, end - row);
            for (int panel = 0; panel < panels.Count; panel++)
            {
                int start = panel * 2 * TLanes.Count;
                int width = panels.Width(panel);
                float* to = (float*)panels.At(panel, row);
                for (int i = 0; i < width; i += TLanes.Count)
                {
                    Copy(from + start + i, to + i, _heads.Width - start - i);
                }
            }
        }
    }

    /// <summary>Copies a register, or what there is of it and zeros behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count)
    {
        if (count >= TLanes.Count)
        {
            TLanes.Load(from).Store(to);
            return;
        }

        for (int i = 0; i < TLanes.Count; i++)
        {
            to[i] = i < count ? from[i] : 0;
        }
    }

    /// <summary>Fetches the same head's part of a later token, if that is one of those left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(float* token, int left)
    {
        if (left > TokensAhead)
        {
            byte* part = (byte*)(token + ((nint)TokensAhead * _heads.Pitch));
            for (int at = 0; at < _heads.Width * sizeof(float); at += Cache.Line)
            {
                Cache.Fetch(part + at);
            }
        }
    }
}
