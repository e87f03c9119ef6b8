namespace Easel.Imaging;

/// <summary>How far a picture is from another.</summary>
/// <param name="PeakSignalToNoise">PSNR in dB, 10 log10(255^2 / mean squared error) over all colours; infinite for equal pictures.</param>
/// <param name="StructuralSimilarity">SSIM of Wang et al. 2004, the mean of the three colours; 1 for equal pictures, -1 or more.</param>
/// <param name="Largest">The largest difference of a colour, 0 to 255.</param>
/// <param name="Mean">The mean difference of a colour, whichever way, 0 to 255.</param>
public sealed record ImageDifference(double PeakSignalToNoise, double StructuralSimilarity, int Largest, double Mean)
{
    /// <summary>The least side of a picture: a window of the structural similarity.</summary>
    public const int LeastSide = Imaging.StructuralSimilarity.Side;

    /// <summary>Compares two pictures.</summary>
    /// <param name="reference">What it should be.</param>
    /// <param name="other">What it is; as large.</param>
    /// <exception cref="ArgumentException">The pictures are not of one size, or a side is below <see cref="LeastSide"/>.</exception>
    public static ImageDifference Of(Image reference, Image other)
    {
        if ((reference.Width, reference.Height) != (other.Width, other.Height))
        {
            throw new ArgumentException($"A picture of {other.Width} x {other.Height} cannot be compared with one of {reference.Width} x {reference.Height}.", nameof(other));
        }

        if (Math.Min(reference.Width, reference.Height) < LeastSide)
        {
            throw new ArgumentException($"Pictures of {reference.Width} x {reference.Height} are too small: {LeastSide} x {LeastSide} is the least.", nameof(reference));
        }

        ReadOnlySpan<byte> x = reference.Pixels.Span;
        ReadOnlySpan<byte> y = other.Pixels.Span;
        long squares = 0;
        long sum = 0;
        int largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            int difference = Math.Abs(x[i] - y[i]);
            squares += difference * difference;
            sum += difference;
            largest = Math.Max(largest, difference);
        }

        double noise = 10 * Math.Log10(255.0 * 255.0 * x.Length / squares);
        return new ImageDifference(noise, Imaging.StructuralSimilarity.Of(reference, other), largest, (double)sum / x.Length);
    }
}
