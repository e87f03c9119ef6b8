using System.Runtime.CompilerServices;

namespace Easel.Imaging.Deflate;

/// <summary>A piece that came before: how long, and how far back. Length 0 if there is none.</summary>
internal readonly record struct Match(int Length, int Distance);

/// <summary>Finds earlier copies of what comes next, along chains of places whose first three bytes hash alike.</summary>
internal sealed class MatchFinder
{
    private const int WindowSize = 1 << 15;
    private const int HashBits = 15;

    /// <summary>Places looked at before the longest so far is taken.</summary>
    private const int ChainLimit = 64;

    /// <summary>A match of three bytes from farther away costs more bits than three literals.</summary>
    private const int FarForShortest = 4096;

    private readonly int[] _newest = new int[1 << HashBits];
    private readonly int[] _before = new int[WindowSize];

    /// <summary>A finder that knows no places.</summary>
    public MatchFinder() => Array.Fill(_newest, -WindowSize);

    /// <summary>Makes a place known to later searches.</summary>
    public void Insert(ReadOnlySpan<byte> data, int position)
    {
        if (position + Alphabet.MinLength <= data.Length)
        {
            int hash = Hash(data, position);
            _before[position & (WindowSize - 1)] = _newest[hash];
            _newest[hash] = position;
        }
    }

    /// <summary>The longest match at a place, the nearest among equals.</summary>
    public Match Find(ReadOnlySpan<byte> data, int position)
    {
        if (position + Alphabet.MinLength > data.Length)
        {
            return default;
        }

        ReadOnlySpan<byte> wanted = data[position..Math.Min(position + Alphabet.MaxLength, data.Length)];
        Match best = new(Alphabet.MinLength - 1, 0);
        int candidate = _newest[Hash(data, position)];
        for (int looked = 0; looked < ChainLimit && candidate > position - WindowSize && candidate >= 0; looked++)
        {
            if (data[candidate + best.Length] == wanted[best.Length])
            {
                int length = wanted.CommonPrefixLength(data[candidate..]);
                if (length > best.Length)
                {
                    best = new Match(length, position - candidate);
                    if (length == wanted.Length)
                    {
                        break;
                    }
                }
            }

            candidate = _before[candidate & (WindowSize - 1)];
        }

        bool worthwhile = best.Length > Alphabet.MinLength || (best.Length == Alphabet.MinLength && best.Distance <= FarForShortest);
        return worthwhile ? best : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(ReadOnlySpan<byte> data, int position)
    {
        uint three = data[position] | ((uint)data[position + 1] << 8) | ((uint)data[position + 2] << 16);
        return (int)((three * 0x9E3779B1u) >> (32 - HashBits)); // 2^32 / golden ratio, as Knuth hashes
    }
}
