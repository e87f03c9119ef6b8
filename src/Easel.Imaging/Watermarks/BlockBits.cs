namespace Easel.Imaging.Watermarks;

/// <summary>Bits in the 4x4 blocks of a low band: one bit in each, all bits in turn, row by row of blocks.</summary>
internal static class BlockBits
{
    private const int Side = 4;

    /// <summary>A coefficient is moved to a quarter or three quarters of a step: the strength of the mark.</summary>
    private const double Step = 36;

    /// <summary>Rows of a plane below a row of blocks: each can be marked without the others.</summary>
    public const int PlaneRows = 2 * Side;

    /// <summary>Writes the bits: in each block the coefficient of largest magnitude but the first becomes (floor(|v| / 36) + 0.25 + bit / 2) * 36 with its sign.</summary>
    /// <param name="bands">of some rows of a plane</param>
    /// <param name="bits">one or more</param>
    /// <param name="count">blocks above them</param>
    /// <returns>the blocks so far</returns>
    public static int Write(HaarBands bands, ReadOnlySpan<bool> bits, int count)
    {
        for (int y = 0; y + Side <= bands.Height; y += Side)
        {
            for (int x = 0; x + Side <= bands.Width; x += Side, count++)
            {
                ref double value = ref bands.Low[Largest(bands, x, y)];
                double marked = (Floor(Math.Abs(value)) + (bits[count % bits.Length] ? 0.75 : 0.25)) * Step;
                value = value >= 0 ? marked : -marked;
            }
        }

        return count;
    }

    /// <summary>Takes the votes of blocks.</summary>
    /// <param name="bands">of some rows of a plane</param>
    /// <param name="votes">for each bit, how many blocks say 1, and how many there are</param>
    /// <param name="count">blocks above them</param>
    /// <returns>the blocks so far</returns>
    public static int Read(HaarBands bands, Span<(int Ones, int Blocks)> votes, int count)
    {
        for (int y = 0; y + Side <= bands.Height; y += Side)
        {
            for (int x = 0; x + Side <= bands.Width; x += Side, count++)
            {
                double magnitude = Math.Abs(bands.Low[Largest(bands, x, y)]);
                ref (int Ones, int Blocks) vote = ref votes[count % votes.Length];
                vote = (vote.Ones + (magnitude % Step > Step / 2 ? 1 : 0), vote.Blocks + 1);
            }
        }

        return count;
    }

    /// <summary>The bit that blocks vote for: 1 from half of them on, as the original compares 255 times their mean with 127; a bit without blocks is 0.</summary>
    public static bool Decide((int Ones, int Blocks) votes) => votes.Blocks > 0 && (double)votes.Ones / votes.Blocks * 255 > 127;

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
