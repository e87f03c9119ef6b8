namespace Easel.Imaging.Watermarks;

/// <summary>Bits in the 4x4 blocks of a low band: one bit in each, all bits in turn, row by row of blocks.</summary>
internal static class BlockBits
{
    private const int Side = 4;

    /// <summary>A coefficient is moved to a quarter or three quarters of a step: the strength of the mark.</summary>
    private const double Step = 36;

    /// <summary>Writes the bits: in each block the coefficient of largest magnitude but the first becomes (floor(|v| / 36) + 0.25 + bit / 2) * 36 with its sign.</summary>
    public static void Write(HaarBands bands, ReadOnlySpan<bool> bits)
    {
        int count = 0;
        for (int y = 0; y + Side <= bands.Height; y += Side)
        {
            for (int x = 0; x + Side <= bands.Width; x += Side)
            {
                ref double value = ref bands.Low[Largest(bands, x, y)];
                double magnitude = Math.Abs(value);
                double marked = (Floor(magnitude) + (bits[count++ % bits.Length] ? 0.75 : 0.25)) * Step;
                value = value >= 0 ? marked : -marked;
            }
        }
    }

    /// <summary>Reads so many bits: each is what more than half of its blocks say, or exactly half.</summary>
    public static bool[] Read(HaarBands bands, int bitCount)
    {
        int[] ones = new int[bitCount];
        int[] blocks = new int[bitCount];
        int count = 0;
        for (int y = 0; y + Side <= bands.Height; y += Side)
        {
            for (int x = 0; x + Side <= bands.Width; x += Side, count++)
            {
                double magnitude = Math.Abs(bands.Low[Largest(bands, x, y)]);
                ones[count % bitCount] += magnitude % Step > Step / 2 ? 1 : 0;
                blocks[count % bitCount]++;
            }
        }

        // As the original compares; a bit of no blocks is 0.
        return [.. ones.Zip(blocks, (one, all) => all > 0 && (double)one / all * 255 > 127)];
    }

    /// <summary>floor(v / 36) of v of 0 or more, exact even where the quotient would be rounded up to a whole number.</summary>
    private static double Floor(double value)
    {
        double quotient = (value - (value % Step)) / Step;
        return Math.Round(quotient);
    }

    /// <summary>Where the largest magnitude of a block is, its first coefficient left out; the first of equals.</summary>
    private static int Largest(HaarBands bands, int x, int y)
    {
        int place = 0;
        double largest = -1;
        for (int i = 1; i < Side * Side; i++)
        {
            int index = ((y + (i / Side)) * bands.Width) + x + (i % Side);
            double magnitude = Math.Abs(bands.Low[index]);
            if (magnitude > largest)
            {
                (place, largest) = (index, magnitude);
            }
        }

        return place;
    }
}
