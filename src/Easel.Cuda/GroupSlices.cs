using System.Numerics;

namespace Easel.Cuda;

/// <summary>How group_norm.cu cuts a map: into slices of channels, a whole number of groups each, and chunks of pixels; a block does one of both.</summary>
/// <param name="IsWide">Whether channels are read in pieces of sixteen bytes; if not, a slice is a group, read element by element.</param>
/// <param name="Channels">Of a slice; the last one may have fewer.</param>
/// <param name="Count">How many slices there are.</param>
/// <param name="Columns">Pieces of a pixel of a slice; elements if not wide.</param>
internal readonly record struct GroupSlices(bool IsWide, int Channels, int Count, int Columns)
{
    /// <summary>The most threads of a block.</summary>
    public const int MostThreads = 512;

    private const int WarpThreads = 32;

    /// <summary>Cuts a map's channels.</summary>
    /// <param name="channels">A multiple of <paramref name="groups"/>.</param>
    /// <param name="groups">How many there are.</param>
    /// <param name="piece">Elements of sixteen bytes.</param>
    /// <param name="aligned">Whether the map's address is a multiple of sixteen.</param>
    /// <param name="least">Channels that a slice has at least, if there are so many. At most 64.</param>
    public static GroupSlices Of(int channels, int groups, int piece, bool aligned, int least)
    {
        // The kernel wants pieces to lie in two groups at most. Then a slice has at most 64 / 4 + 8 groups, fewer than its 32.
        int width = channels / groups;
        int unit = Math.Max(1, piece >> BitOperations.TrailingZeroCount(width)) * width;
        bool isNarrow = width < piece - 1 && width != piece / 2;
        if (!aligned || channels % piece != 0 || isNarrow || unit / piece > MostThreads)
        {
            return new GroupSlices(false, width, groups, width);
        }

        int slice = Math.Min(channels, (least + unit - 1) / unit * unit);
        return new GroupSlices(true, slice, (channels + slice - 1) / slice, slice / piece);
    }

    /// <summary>Pixels that all threads of a full block read at once.</summary>
    public int Rows => Math.Max(1, MostThreads / Columns);

    /// <summary>Threads of a block for so many pixels: whole warps, no more than there is work for.</summary>
    public int Threads(int pixels)
    {
        long wanted = IsWide ? (long)Columns * Math.Min(Rows, pixels) : Math.Min(MostThreads, (long)Columns * pixels);
        return (int)((wanted + WarpThreads - 1) / WarpThreads * WarpThreads);
    }
}
