using Easel.Imaging;

namespace Easel.Tests.Imaging;

public class ImageDifferenceTests
{
    // Double precision in another order of summation.
    private const double Rounding = 1e-9;

    /// <summary>Numbers from the formulas of Wang et al. 2004 in two dimensions, window by window, in Python.</summary>
    [Theory]
    [InlineData(32, 24, "coarse", 29.1270137728715, 0.9846087040202147, 15)]
    [InlineData(32, 24, "shifted", 13.067804322065115, 0.563299147756429, 254)]
    [InlineData(32, 24, "bright", 22.349248449175132, 0.9809437071403779, 20)]
    [InlineData(11, 11, "coarse", 29.25487857168172, 0.9850107104559606, 15)]
    [InlineData(11, 11, "shifted", 14.345017855090656, 0.7420111147641486, 244)]
    [InlineData(11, 11, "bright", 22.289111797054723, 0.9915688789798893, 20)]
    public void Differences_are_those_of_the_paper_s_formulas(int width, int height, string change, double noise, double similarity, int largest)
    {
        Image reference = Picture(width, height, Pattern);
        Image other = Picture(width, height, (x, y, colour) => change switch
        {
            "coarse" => Pattern(x, y, colour) / 16 * 16,
            "shifted" => Pattern(x + 1, y, colour),
            _ => Math.Min(255, Pattern(x, y, colour) + 20),
        });

        var difference = ImageDifference.Of(reference, other);

        Assert.Equal(noise, difference.PeakSignalToNoise, Rounding);
        Assert.Equal(similarity, difference.StructuralSimilarity, Rounding);
        Assert.Equal(largest, difference.Largest);
    }

    [Fact]
    public void Equal_pictures_have_no_noise()
        => Assert.Equal(new ImageDifference(double.PositiveInfinity, 1, 0, 0), ImageDifference.Of(Picture(20, 12, Pattern), Picture(20, 12, Pattern)));

    [Fact]
    public void Pictures_of_other_sizes_or_smaller_than_a_window_are_refused()
    {
        Assert.Contains("20 x 12", Assert.Throws<ArgumentException>(() => ImageDifference.Of(Picture(20, 12, Pattern), Picture(12, 20, Pattern))).Message, StringComparison.Ordinal);
        Assert.Contains("11 x 11 is the least", Assert.Throws<ArgumentException>(() => ImageDifference.Of(Picture(20, 10, Pattern), Picture(20, 10, Pattern))).Message, StringComparison.Ordinal);
    }

    private static int Pattern(int x, int y, int colour) => ((x * 7) + (y * 13) + (colour * 50) + (x * y % 31)) % 256;

    private static Image Picture(int width, int height, Func<int, int, int, int> value)
        => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)value(i / 3 % width, i / 3 / width, i % 3))]);
}
