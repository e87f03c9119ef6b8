namespace Easel.Imaging.Deflate;

/// <summary>Length-limited Huffman codes, Larmore and Hirschberg 1990, "A fast algorithm for optimal length-limited Huffman codes".</summary>
internal static class PackageMerge
{
    /// <summary>Bits for each symbol: the least sum of counts * bits with no word longer than the limit.</summary>
    /// <param name="counts">0 for a symbol that does not occur; at most 2^limit others</param>
    /// <param name="limit">the longest word</param>
    public static byte[] Lengths(ReadOnlySpan<int> counts, int limit)
    {
        byte[] lengths = new byte[counts.Length];
        int[] symbols = Occurring(counts);
        if (symbols.Length <= 1)
        {
            // One symbol needs one bit all the same; none, none.
            foreach (int symbol in symbols)
            {
                lengths[symbol] = 1;
            }

            return lengths;
        }

        long[] leaves = new long[symbols.Length];
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i] = counts[symbols[i]];
        }

        List<bool[]> levels = Levels(leaves, limit);

        // The cheapest 2n - 2 items of the last level are taken; a taken package takes two of the level before.
        int taken = (2 * leaves.Length) - 2;
        for (int level = levels.Count - 1; level >= 0; level--)
        {
            int leafCount = levels[level].AsSpan(0, taken).Count(true);
            for (int i = 0; i < leafCount; i++)
            {
                lengths[symbols[i]]++;
            }

            taken = 2 * (taken - leafCount);
        }

        return lengths;
    }

    /// <summary>The symbols that occur, rarest first, equal ones in their order.</summary>
    private static int[] Occurring(ReadOnlySpan<int> counts)
    {
        List<(int Count, int Symbol)> found = [];
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0)
            {
                found.Add((counts[symbol], symbol));
            }
        }

        found.Sort();
        return [.. found.Select(item => item.Symbol)];
    }

    /// <summary>For every level, cheapest first, whether an item is a leaf or else a package of two items of the level before.</summary>
    private static List<bool[]> Levels(long[] leaves, int limit)
    {
        List<bool[]> levels = [];
        long[] before = [];
        for (int level = 0; level < limit; level++)
        {
            int packages = before.Length / 2;
            long[] weights = new long[leaves.Length + packages];
            bool[] isLeaf = new bool[weights.Length];
            int leaf = 0;
            int package = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                long packageWeight = package < packages ? before[2 * package] + before[(2 * package) + 1] : long.MaxValue;
                isLeaf[i] = leaf < leaves.Length && leaves[leaf] <= packageWeight;
                weights[i] = isLeaf[i] ? leaves[leaf++] : packageWeight;
                package += isLeaf[i] ? 0 : 1;
            }

            levels.Add(isLeaf);
            before = weights;
        }

        return levels;
    }
}
