using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>The parts of matching tokens by their cosines: directions, the nearest of each, and who goes where.</summary>
internal static unsafe class TokenMatching
{
    /// <summary>x / |x|; zeros where x is zero.</summary>
    public static void Direction<TLanes, TSixteen>(float* x, float* y, int width)
        where TLanes : struct, ILanes<TLanes>
        where TSixteen : struct, ILanes<TSixteen>
    {
        float squares = Reductions.SumOfSquares<TSixteen>(x, width, 0);
        float scale = squares > 0 ? 1 / MathF.Sqrt(squares) : 0;
        int whole = width / TLanes.Count * TLanes.Count;
        Scale<TLanes>(x, y, 0, whole, scale);
        Scale<Lanes1>(x, y, whole, width, scale);
    }

    /// <summary>The greatest of some cosines, and the first place that has it.</summary>
    public static (float Cosine, int Place) Nearest<TSixteen>(float* cosines, int count) where TSixteen : struct, ILanes<TSixteen>
    {
        float greatest = Reductions.Max<TSixteen>(cosines, count);

        // Of no numbers there is no greatest; the first will do, and spoils what is not a number already.
        return (greatest, Math.Max(0, new ReadOnlySpan<float>(cosines, count).IndexOf(greatest)));
    }

    /// <summary>Merges the sources whose nearest destination is nearest, and numbers what is left.</summary>
    /// <param name="patches">The map.</param>
    /// <param name="tokens">Of all sources, the tokens that are no destination.</param>
    /// <param name="cosines">Of each source with its nearest destination.</param>
    /// <param name="nearest">The patch of that destination.</param>
    /// <param name="merged">How many sources are merged.</param>
    /// <param name="keys">Memory for as many numbers as there are sources.</param>
    /// <param name="rows">Takes the row of each token.</param>
    public static void Choose(TokenPatches patches, int* tokens, float* cosines, int* nearest, int merged, ulong* keys, int* rows)
    {
        Span<ulong> ranking = new(keys, patches.Tokens - patches.Count);
        for (int source = 0; source < ranking.Length; source++)
        {
            ranking[source] = ((ulong)Descending(cosines[source]) << 32) | (uint)source;
        }

        ranking.Sort();
        new Span<int>(rows, patches.Tokens).Clear();
        foreach (ulong key in ranking[..merged])
        {
            int source = (int)(uint)key;
            rows[tokens[source]] = ~patches.Destination(nearest[source]);
        }

        Number(patches.Tokens, rows);
    }

    /// <summary>Numbers the tokens that stay, and gives the others the number of their destination.</summary>
    private static void Number(int tokens, int* rows)
    {
        int row = 0;
        for (int token = 0; token < tokens; token++)
        {
            if (rows[token] == 0)
            {
                rows[token] = row++;
            }
        }

        for (int token = 0; token < tokens; token++)
        {
            if (rows[token] < 0)
            {
                rows[token] = rows[~rows[token]];
            }
        }
    }

    /// <summary>A number that is the smaller the greater a float is.</summary>
    private static uint Descending(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) != 0 ? bits : ~bits & 0x7FFF_FFFF;
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Scale<TLanes>(float* x, float* y, int start, int end, float scale) where TLanes : struct, ILanes<TLanes>
    {
        for (int i = start; i < end; i += TLanes.Count)
        {
            (TLanes.Load(x + i) * TLanes.Splat(scale)).Store(y + i);
        }
    }
}
