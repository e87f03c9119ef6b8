namespace Easel.Imaging.Watermarks;

/// <summary>One level of the Haar wavelet of a plane in float64, each product and sum rounded in the order of PyWavelets' <c>dwt2</c> and <c>idwt2</c>.</summary>
/// <param name="width">of each band</param>
/// <param name="height">of each band</param>
internal sealed class HaarBands(int width, int height)
{
    // 1 / sqrt(2), as PyWavelets has it.
    private const double S = 0.7071067811865476;

    /// <summary>Values in a row.</summary>
    public int Width { get; } = width;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>Twice the mean of each 2x2 square: low frequencies in both directions. May be written.</summary>
    public double[] Low { get; } = new double[width * height];

    /// <summary>High from row to row, low along the rows.</summary>
    public double[] Horizontal { get; } = new double[width * height];

    /// <summary>Low from row to row, high along the rows.</summary>
    public double[] Vertical { get; } = new double[width * height];

    /// <summary>High in both directions.</summary>
    public double[] Diagonal { get; } = new double[width * height];

    /// <summary>Takes a plane apart; what is beyond the last multiple of 4 of each side is left out, as by the watermark.</summary>
    public static HaarBands Of(ReadOnlySpan<byte> plane, int width, int height)
    {
        HaarBands bands = new(width / 4 * 2, height / 4 * 2);
        for (int y = 0; y < bands.Height; y++)
        {
            ReadOnlySpan<byte> top = plane.Slice(2 * y * width, 2 * bands.Width);
            ReadOnlySpan<byte> bottom = plane.Slice(((2 * y) + 1) * width, 2 * bands.Width);
            bands.TakeRows(top, bottom, y);
        }

        return bands;
    }

    /// <summary>
    /// Puts the plane together again, with horizontal and vertical details swapped, as the watermark's original does, and cut to 8 bits as NumPy does: toward zero, modulo 256.
    /// What is beyond the last multiple of 4 of each side stays.
    /// </summary>
    public void Restore(Span<byte> plane, int width)
    {
        for (int y = 0; y < Height; y++)
        {
            Span<byte> top = plane.Slice(2 * y * width, 2 * Width);
            Span<byte> bottom = plane.Slice(((2 * y) + 1) * width, 2 * Width);
            for (int x = 0; x < Width; x++)
            {
                (double topLeft, double topRight, double bottomLeft, double bottomRight) = Square((y * Width) + x);
                top[2 * x] = (byte)(int)topLeft;
                top[(2 * x) + 1] = (byte)(int)topRight;
                bottom[2 * x] = (byte)(int)bottomLeft;
                bottom[(2 * x) + 1] = (byte)(int)bottomRight;
            }
        }
    }

    /// <summary>A 2x2 square of the restored plane before it is cut to 8 bits.</summary>
    internal (double TopLeft, double TopRight, double BottomLeft, double BottomRight) Square(int index)
    {
        // Along the rows first, then from row to row; the vertical details stand where the horizontal ones should.
        double low = S * Low[index];
        double lowDetail = S * Horizontal[index];
        double high = S * Vertical[index];
        double highDetail = S * Diagonal[index];
        double left = S * (low + lowDetail);
        double right = S * (low - lowDetail);
        double leftDetail = S * (high + highDetail);
        double rightDetail = S * (high - highDetail);
        return (left + leftDetail, right + rightDetail, left - leftDetail, right - rightDetail);
    }

    private void TakeRows(ReadOnlySpan<byte> top, ReadOnlySpan<byte> bottom, int y)
    {
        Span<double> low = Low.AsSpan(y * Width, Width);
        Span<double> horizontal = Horizontal.AsSpan(y * Width, Width);
        Span<double> vertical = Vertical.AsSpan(y * Width, Width);
        Span<double> diagonal = Diagonal.AsSpan(y * Width, Width);
        for (int x = 0; x < low.Length; x++)
        {
            // From row to row first, then along the rows.
            double topLeft = S * top[2 * x];
            double topRight = S * top[(2 * x) + 1];
            double bottomLeft = S * bottom[2 * x];
            double bottomRight = S * bottom[(2 * x) + 1];
            double left = S * (topLeft + bottomLeft);
            double right = S * (topRight + bottomRight);
            double leftDetail = S * (topLeft - bottomLeft);
            double rightDetail = S * (topRight - bottomRight);
            low[x] = left + right;
            vertical[x] = left - right;
            horizontal[x] = leftDetail + rightDetail;
            diagonal[x] = leftDetail - rightDetail;
        }
    }
}
