using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Tests.Imaging;

public class ResizeTests
{
    /// <summary>The wanted values are given to five places.</summary>
    private const float FivePlaces = 5e-6f;

    [Theory]
    [InlineData(5, 3, "013")] // floor(0), floor(1.67), floor(3.33)
    [InlineData(3, 5, "00112")]
    [InlineData(2, 8, "00001111")]
    [InlineData(8, 1, "0")]
    [InlineData(4, 4, "0123")]
    public void Nearest_pixels_are_those_before_the_place_in_OpenCV(int from, int to, string wanted)
    {
        GrayImage row = new(from, 1, [.. Enumerable.Range('0', from).Select(value => (byte)value)]);
        GrayImage column = new(1, from, [.. Enumerable.Range('0', from).Select(value => (byte)value)]);

        Assert.Equal(wanted, Text(OpenCvResize.Nearest(row, to, 1)));
        Assert.Equal(wanted, Text(OpenCvResize.Nearest(column, 1, to)));

        static string Text(GrayImage image) => string.Concat(image.Pixels.ToArray().Select(value => (char)value));
    }

    [Fact]
    public void Weights_of_Lanczos_are_those_of_its_formula()
    {
        // sinc(d) sinc(d / 4) at 3.5, 2.5, 1.5, 0.5 is -0.012661, 0.059909, -0.166415, 0.620394: half of the sum is 0.501227.
        float[] wanted = [-0.01263f, 0.05976f, -0.16601f, 0.61888f, 0.61888f, -0.16601f, 0.05976f, -0.01263f];
        float[] half = new float[8];
        float[] none = new float[8];

        Lanczos4Taps.Weigh(0.5f, half);
        Lanczos4Taps.Weigh(0, none);

        Assert.All(wanted.Zip(half), pair => Assert.InRange(pair.Second - pair.First, -2 * FivePlaces, 2 * FivePlaces));
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0], none.Select(weight => MathF.Round(weight, 5)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(200, 3)]
    public void A_single_colour_stays_it_at_every_size(int width, int height)
    {
        Image flat = new(7, 5, [.. Enumerable.Repeat(new byte[] { 10, 120, 240 }, 35).SelectMany(colour => colour)]);

        Image resized = OpenCvResize.Lanczos4(flat, width, height);

        // Eight rounded weights may be off by a few 2048ths in all.
        Assert.Equal((width, height), (resized.Width, resized.Height));
        Assert.All(resized.Pixels.ToArray().Chunk(3), colour => Assert.True(Math.Abs(colour[0] - 10) <= 1 && Math.Abs(colour[1] - 120) <= 1 && Math.Abs(colour[2] - 240) <= 1));
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused()
    {
        Image image = new(1, 1, new byte[3]);

        Assert.Throws<ArgumentOutOfRangeException>(() => OpenCvResize.Lanczos4(image, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => OpenCvResize.Lanczos4(image, 1 << 15, 1 << 14));
        Assert.Throws<ArgumentOutOfRangeException>(() => OpenCvResize.Nearest(new GrayImage(1, 1, [0]), 1, -1));
    }
}
