using Easel.Imaging;
using Easel.Imaging.Watermarks;

namespace Easel.Tests.Imaging;

public class WatermarkTests
{
    [Fact]
    public void A_marked_black_picture_says_the_watermark_and_the_unmarked_one_does_not()
    {
        Image black = new(256, 256, new byte[256 * 256 * 3]);

        WatermarkReading marked = WatermarkReader.Read(WatermarkWriter.Mark(black));
        WatermarkReading unmarked = WatermarkReader.Read(black);

        Assert.Equal(("StableDiffusionV1", 136, true, true), (marked.Text, marked.MatchingBits, marked.IsMarked, marked.IsWhole));
        Assert.Equal("StableDiffusionV1"u8, marked.Bytes.Span);
        Assert.False(unmarked.IsMarked);
        Assert.All(black.Pixels.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(256, 256, true)]
    [InlineData(128, 512, true)]
    [InlineData(255, 256, false)]
    [InlineData(3, 30_000, false)]
    [InlineData(30_000, 4, true)]
    public void Pictures_of_65536_pixels_carry_it(int width, int height, bool fits)
    {
        Image image = new(width, height, new byte[width * height * 3]);

        Assert.Equal(fits, Watermark.Fits(width, height));
        if (fits)
        {
            Assert.Equal((width, height), (WatermarkWriter.Mark(image).Width, WatermarkWriter.Mark(image).Height));
        }
        else
        {
            Assert.Contains($"{width} x {height} is too small", Assert.Throws<ImageException>(() => WatermarkWriter.Mark(image)).Message);
            Assert.Throws<ImageException>(() => WatermarkReader.Read(image));
        }
    }
}
