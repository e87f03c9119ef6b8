using System.Runtime.CompilerServices;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>One piece packs a head's keys and values of one block into streams of tiles.</summary>
internal readonly unsafe struct HeadPackingPieces<TLanes, TTile>(Heads heads) : IPieces
    where TLanes : unmanaged, ILanes<TLanes>
    where TTile : unmanaged, IStreamTile<TLanes>
{
    private readonly Heads _heads = heads;

    public void Run(int piece, byte* scratch)
    {
        int head = piece / _heads.KeyBlocks;
        int first = piece % _heads.KeyBlocks * _heads.KeyStep;
        int end = Math.Min(first + _heads.KeyStep, _heads.Others);
        PackKeys(_heads.KeyBlock(head, first), head, first, end);
        PackValues(_heads.ValueBlock(head, first), head, first, end);
    }

    /// <summary>Tiles of keys: of each number of a key all keys of the tile, zeros behind the last key.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void PackKeys(float* to, int head, int first, int end)
    {
        float* from = _heads.Keys + _heads.At(head, first, _heads.Others);
        for (int key = first; key < end; key += TTile.Rows, to += TTile.Rows * (nint)_heads.Width)
        {
            int rows = Math.Min(TTile.Rows, end - key);
            if (rows < TTile.Rows)
            {
                new Span<float>(to, TTile.Rows * _heads.Width).Clear();
            }

            for (int row = 0; row < rows; row++)
            {
                _heads.FetchAhead(from + (row * _heads.Pitch), end - key - row);
            }

            Transposition.Run(rows, _heads.Width, from, _heads.Pitch, to, TTile.Rows);
            from += TTile.Rows * _heads.Pitch;
        }
    }

    /// <summary>Tiles of a value's numbers: of each key all numbers of the tile, zeros behind the last number.</summary>
    [MethodImpl(KernelLoop.Options)]
    private void PackValues(float* block, int head, int first, int end)
    {
        float* from = _heads.Values + _heads.At(head, first, _heads.Others);
        for (int key = first; key < end; key++, from += _heads.Pitch, block += TTile.Rows)
        {
            _heads.FetchAhead(from, end - key);
            for (int row = 0; row < _heads.ValueRows; row += TTile.Rows)
            {
                float* to = block + ((nint)row * _heads.KeyStep);
                if (row + TTile.Rows <= _heads.Width)
                {
                    Unsafe.CopyBlockUnaligned(to, from + row, (uint)(TTile.Rows * sizeof(float)));
                    continue;
                }

                for (int i = 0; i < TTile.Rows; i++)
                {
                    to[i] = row + i < _heads.Width ? from[row + i] : 0;
                }
            }
        }
    }
}
