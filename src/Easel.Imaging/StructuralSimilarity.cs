namespace Easel.Imaging;

/// <summary>SSIM, Wang et al. 2004, "Image Quality Assessment: From Error Visibility to Structural Similarity": 1 for equal pictures, less for others.</summary>
/// <remarks>Gaussian windows of 11x11 with a deviation of 1.5, wherever a whole one fits; K1 0.01, K2 0.03; the mean over all windows of each colour.</remarks>
internal static class StructuralSimilarity
{
    /// <summary>The side of a window.</summary>
    public const int Side = 11;

    private const double Deviation = 1.5;
    private const double C1 = 0.01 * 255 * (0.01 * 255);
    private const double C2 = 0.03 * 255 * (0.03 * 255);

    private static readonly double[] s_window = Window();

    /// <summary>The similarity of two pictures of one size, <see cref="Side"/> or more in both directions.</summary>
    public static double Of(Image reference, Image other)
        => (OfColour(reference, other, 0) + OfColour(reference, other, 1) + OfColour(reference, other, 2)) / 3;

    private static double OfColour(Image reference, Image other, int colour)
    {
        double[] x = Plane(reference, colour);
        double[] y = Plane(other, colour);
        (int width, int height) = (reference.Width, reference.Height);
        double[] meanX = Blur(x, width, height);
        double[] meanY = Blur(y, width, height);
        double[] squareX = Blur(Product(x, x), width, height);
        double[] squareY = Blur(Product(y, y), width, height);
        double[] productXY = Blur(Product(x, y), width, height);

        double sum = 0;
        for (int i = 0; i < meanX.Length; i++)
        {
            double means = meanX[i] * meanY[i];
            double squares = (meanX[i] * meanX[i]) + (meanY[i] * meanY[i]);
            double covariance = productXY[i] - means;
            double variances = squareX[i] + squareY[i] - squares;
            sum += ((2 * means) + C1) * ((2 * covariance) + C2) / ((squares + C1) * (variances + C2));
        }

        return sum / meanX.Length;
    }

    private static double[] Plane(Image image, int colour)
    {
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        double[] plane = new double[pixels.Length / 3];
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] = pixels[(3 * i) + colour];
        }

        return plane;
    }

    private static double[] Product(double[] x, double[] y)
    {
        double[] product = new double[x.Length];
        for (int i = 0; i < product.Length; i++)
        {
            product[i] = x[i] * y[i];
        }

        return product;
    }

    /// <summary>Weighted means of all windows: along the rows, then along the columns.</summary>
    /// <returns>[height - 10, width - 10]</returns>
    private static double[] Blur(double[] plane, int width, int height)
    {
        int columns = width - Side + 1;
        int rows = height - Side + 1;
        double[] along = new double[height * columns];
        for (int i = 0; i < along.Length; i++)
        {
            int first = (i / columns * width) + (i % columns);
            for (int k = 0; k < Side; k++)
            {
                along[i] += s_window[k] * plane[first + k];
            }
        }

        double[] blurred = new double[rows * columns];
        for (int i = 0; i < blurred.Length; i++)
        {
            for (int k = 0; k < Side; k++)
            {
                blurred[i] += s_window[k] * along[i + (k * columns)];
            }
        }

        return blurred;
    }

    private static double[] Window()
    {
        double[] window = [.. Enumerable.Range(-Side / 2, Side).Select(i => Math.Exp(-i * i / (2 * Deviation * Deviation)))];
        double sum = window.Sum();
        return [.. window.Select(weight => weight / sum)];
    }
}
