using System.Numerics;
using System.Runtime.CompilerServices;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels;

/// <summary>
/// A checksum at memory speed, against damage and not against forgers: CRC-32C of four streams in each piece of 1 MiB, folded into 64 bits. Whatever
/// changes within one stretch of 32 bits is noticed for certain, anything else but for one case in 2^32 or fewer.
/// </summary>
internal static unsafe class BlockChecksum
{
    /// <summary>The checksum of some memory, by a team.</summary>
    public static ulong Of(WorkerTeam team, byte* data, long bytes)
    {
        ulong[] sums = new ulong[(int)((bytes + Piece.Bytes - 1) / Piece.Bytes)];
        fixed (ulong* results = sums)
        {
            team.Run(sums.Length, new Piece(data, bytes, results));
        }

        return Fold(sums, bytes);
    }

    /// <summary>The same on the caller's thread.</summary>
    public static ulong Of(byte* data, long bytes, CancellationToken cancel = default)
    {
        ulong[] sums = new ulong[(int)((bytes + Piece.Bytes - 1) / Piece.Bytes)];
        fixed (ulong* results = sums)
        {
            Piece pieces = new(data, bytes, results);
            for (int i = 0; i < sums.Length; i++)
            {
                cancel.ThrowIfCancellationRequested();
                pieces.Run(i, null);
            }
        }

        return Fold(sums, bytes);
    }

    /// <summary>Every step can be undone, so that no change in one sum gets lost.</summary>
    private static ulong Fold(ReadOnlySpan<ulong> sums, long bytes)
    {
        ulong folded = (ulong)bytes;
        foreach (ulong sum in sums)
        {
            folded = Fold(folded, sum);
        }

        return folded;
    }

    // The odd part of 2^64 divided by the golden ratio.
    private static ulong Fold(ulong folded, ulong sum) => BitOperations.RotateLeft((folded ^ sum) * 0x9E37_79B9_7F4A_7C15, 29);

    private readonly struct Piece(byte* data, long bytes, ulong* sums) : IPieces
    {
        public const int Bytes = 1 << 20;

        private readonly byte* _data = data;
        private readonly long _bytes = bytes;
        private readonly ulong* _sums = sums;

        [MethodImpl(KernelLoop.Options)]
        public void Run(int piece, byte* scratch)
        {
            long start = (long)piece * Bytes;
            int bytes = (int)Math.Min(Bytes, _bytes - start);
            byte* from = _data + start;
            int quarter = bytes / (4 * sizeof(ulong));
            ulong* words = (ulong*)from;
            (uint a, uint b, uint c, uint d) = (~0u, ~1u, ~2u, ~3u);
            for (int i = 0; i < quarter; i++)
            {
                // Four at once: each has to wait for its own last only.
                a = BitOperations.Crc32C(a, words[i]);
                b = BitOperations.Crc32C(b, words[i + quarter]);
                c = BitOperations.Crc32C(c, words[i + (2 * quarter)]);
                d = BitOperations.Crc32C(d, words[i + (3 * quarter)]);
            }

            for (int i = 4 * quarter * sizeof(ulong); i < bytes; i++)
            {
                d = BitOperations.Crc32C(d, from[i]);
            }

            // One after the other, with multiplications between: the same change in all four must not cancel itself.
            _sums[piece] = Fold(Fold((ulong)bytes, ((ulong)a << 32) | b), ((ulong)c << 32) | d);
        }
    }
}
