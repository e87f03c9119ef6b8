namespace Easel.Imaging.Png;

/// <summary>The five filters of a row: each byte minus what its neighbours foretell.</summary>
internal enum PngFilter : byte
{
    None,
    Left,
    Above,
    Average,
    Paeth,
}

/// <summary>Applies and undoes filters.</summary>
internal static class PngFilters
{
    /// <summary>How many there are.</summary>
    public const int Count = 5;

    /// <summary>The row minus its prediction.</summary>
    /// <param name="filter">which</param>
    /// <param name="row">the row</param>
    /// <param name="above">the row above, zeros for the first</param>
    /// <param name="step">bytes of a pixel</param>
    /// <param name="destination">as long as the row</param>
    public static void Apply(PngFilter filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> destination)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0;
            int aboveLeft = i >= step ? above[i - step] : 0;
            destination[i] = (byte)(row[i] - Predict(filter, left, above[i], aboveLeft));
        }
    }

    /// <summary>The row again, in the place of its filtered bytes.</summary>
    /// <param name="filter">which</param>
    /// <param name="row">filtered bytes</param>
    /// <param name="above">the row above, zeros for the first</param>
    /// <param name="step">bytes of a pixel, at least 1</param>
    public static void Undo(PngFilter filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0;
            int aboveLeft = i >= step ? above[i - step] : 0;
            row[i] = (byte)(row[i] + Predict(filter, left, above[i], aboveLeft));
        }
    }

    /// <summary>How far filtered bytes are from zero in all: a guess of how well they compress.</summary>
    public static int Magnitude(ReadOnlySpan<byte> filtered)
    {
        int sum = 0;
        foreach (byte value in filtered)
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private static int Predict(PngFilter filter, int left, int above, int aboveLeft) => filter switch
    {
        PngFilter.Left => left,
        PngFilter.Above => above,
        PngFilter.Average => (left + above) / 2,
        PngFilter.Paeth => Paeth(left, above, aboveLeft),
        _ => 0,
    };

    /// <summary>The neighbour nearest to left + above - aboveLeft; on a tie the one named first.</summary>
    private static int Paeth(int left, int above, int aboveLeft)
    {
        int toLeft = Math.Abs(above - aboveLeft);
        int toAbove = Math.Abs(left - aboveLeft);
        int toAboveLeft = Math.Abs(left + above - (2 * aboveLeft));
        return toLeft <= toAbove && toLeft <= toAboveLeft ? left
            : toAbove <= toAboveLeft ? above
            : aboveLeft;
    }
}
