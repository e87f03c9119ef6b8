using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>One piece rounds a head's keys and values of one block, and turns the values on their side.</summary>
internal readonly unsafe struct MixedHeadPackingPieces(MixedHeads heads, MixedKernels kernels) : IPieces
{
    // A block's greatest value becomes 4 to 8, and its chains at most 2^11; the ones, as great as the scale, give no more than 2^14.
    private const int ValueExponent = 2;
    private const int MostScale = 6;
    private const int LeastScale = -14;

    private readonly MixedHeads _heads = heads;
    private readonly MixedKernels _kernels = kernels;

    public void Run(int piece, byte* scratch)
    {
        Heads heads = _heads.Heads;
        int head = piece / _heads.KeyBlocks;
        int block = piece % _heads.KeyBlocks;
        int first = block * _heads.KeyStep;
        int keys = Math.Min(_heads.KeyStep, heads.Others - first);
        PackKeys(heads.Keys + heads.At(head, first, heads.Others), keys, _heads.Keys(head, block));
        PackValues(heads.Values + heads.At(head, first, heads.Others), keys, _heads.Values(head, block), _heads.Factor(head, block), (float*)scratch);
    }

    private void PackKeys(float* from, int keys, float* to)
    {
        Heads heads = _heads.Heads;
        int rows = _heads.KeyTiles * _heads.KeyRows;
        for (int key = 0; key < rows; key++, to += _heads.KeyWords)
        {
            if (key < keys)
            {
                heads.FetchAhead(from + (key * (nint)heads.Pitch), keys - key);
            }

            ((ushort*)to)[(2 * _heads.KeyWords) - 1] = 0;
            _kernels.Narrow(from + (Math.Min(key, keys - 1) * (nint)heads.Pitch), (ushort*)to, heads.Width, scale: 1);
        }
    }

    private void PackValues(float* from, int keys, ushort* to, float* factor, float* turned)
    {
        Heads heads = _heads.Heads;
        for (int key = 0; key < keys; key++)
        {
            heads.FetchAhead(from + (key * (nint)heads.Pitch), keys - key);
        }

        Transposition.Run(keys, heads.Width, from, heads.Pitch, turned, _heads.KeyStep);
        uint greatest = 0;
        for (int row = 0; row < heads.Width; row++)
        {
            greatest = Math.Max(greatest, Reductions.GreatestBits<Lanes16>(turned + ((nint)row * _heads.KeyStep), keys));
        }

        float scale = _heads.IsBFloat16 ? 1 : MathF.ScaleB(1, Math.Clamp(ValueExponent - (int)(greatest >> 23) + 127, LeastScale, MostScale));
        *factor = 1 / scale;
        new Span<ushort>(to, _heads.ValueTiles * _heads.ValueRows * _heads.KeyStep).Clear();
        for (int row = 0; row < heads.Width; row++, to += _heads.KeyStep)
        {
            _kernels.Narrow(turned + ((nint)row * _heads.KeyStep), to, keys, scale);
        }

        new Span<ushort>(to, keys).Fill(_heads.IsBFloat16 ? (ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16) : BitConverter.HalfToUInt16Bits((Half)scale));
    }
}
