namespace Easel.Imaging.Deflate;

/// <summary>A canonical prefix code: for each symbol a length in bits and the bits, RFC 1951 sec. 3.2.2.</summary>
internal sealed class HuffmanCode
{
    private readonly ushort[] _codes;

    private HuffmanCode(byte[] lengths)
    {
        Lengths = lengths;
        _codes = Assign(lengths);
    }

    /// <summary>Bits of each symbol, 0 for a symbol that does not occur.</summary>
    public byte[] Lengths { get; }

    /// <summary>The code of these lengths.</summary>
    public static HuffmanCode FromLengths(byte[] lengths) => new(lengths);

    /// <summary>The shortest code for these counts whose longest word is within a limit.</summary>
    public static HuffmanCode FromCounts(ReadOnlySpan<int> counts, int limit) => new(PackageMerge.Lengths(counts, limit));

    /// <summary>Bits that so many of each symbol take.</summary>
    public long Cost(ReadOnlySpan<int> counts)
    {
        long bits = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            bits += (long)counts[symbol] * Lengths[symbol];
        }

        return bits;
    }

    /// <summary>Appends a symbol's word.</summary>
    public void Write(BitSink sink, int symbol) => sink.Write(_codes[symbol], Lengths[symbol]);

    private static ushort[] Assign(byte[] lengths)
    {
        int[] next = new int[17];
        foreach (byte length in lengths)
        {
            next[length + 1]++;
        }

        // next[n] becomes the first word of n bits.
        next[1] = 0;
        for (int bits = 1; bits < 16; bits++)
        {
            next[bits + 1] = (next[bits] + next[bits + 1]) << 1;
        }

        ushort[] codes = new ushort[lengths.Length];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            codes[symbol] = Reverse(next[lengths[symbol]]++, lengths[symbol]);
        }

        return codes;
    }

    /// <summary>Words go out highest bit first, everything else lowest bit first.</summary>
    private static ushort Reverse(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed = (reversed << 1) | ((code >> i) & 1);
        }

        return (ushort)reversed;
    }
}
