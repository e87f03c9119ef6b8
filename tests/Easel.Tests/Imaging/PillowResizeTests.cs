using System.Security.Cryptography;
using Easel.Imaging;
using Easel.Imaging.Resampling;

namespace Easel.Tests.Imaging;

public sealed class PillowResizeTests
{
    // Recorded with Pillow 11.1.0: the first half of SHA-256 of Image.resize's bytes.
    [Theory]
    [InlineData(7, 5, 13, 11, PillowFilter.Bicubic, "b15fe0b97b3ae8a2")]
    [InlineData(7, 5, 13, 11, PillowFilter.Lanczos, "09ae4ecba265781b")]
    [InlineData(64, 48, 17, 31, PillowFilter.Bicubic, "73b6f8cee11236c6")]
    [InlineData(64, 48, 17, 31, PillowFilter.Lanczos, "c4b40d7ef535fc53")]
    [InlineData(31, 33, 224, 238, PillowFilter.Bicubic, "bfc49478b9818e77")]
    [InlineData(31, 33, 224, 238, PillowFilter.Lanczos, "a9d065bf7877e6c4")]
    [InlineData(100, 3, 3, 100, PillowFilter.Bicubic, "ab9ab5f5cfb74140")]
    [InlineData(100, 3, 3, 100, PillowFilter.Lanczos, "f86f0433484f36de")]
    [InlineData(5, 9, 5, 4, PillowFilter.Bicubic, "67c2d9312733692b")]
    [InlineData(5, 9, 5, 4, PillowFilter.Lanczos, "4a8504a0dd83c514")]
    [InlineData(9, 5, 4, 5, PillowFilter.Bicubic, "25ba95b5847a1f4e")]
    [InlineData(9, 5, 4, 5, PillowFilter.Lanczos, "ef7e5ea5b7eae0bd")]
    [InlineData(1, 1, 6, 2, PillowFilter.Bicubic, "9fc1e0460903d7cf")]
    [InlineData(1, 1, 6, 2, PillowFilter.Lanczos, "9fc1e0460903d7cf")]
    [InlineData(512, 300, 512, 224, PillowFilter.Bicubic, "a111755597a99f9b")]
    [InlineData(512, 300, 512, 224, PillowFilter.Lanczos, "a03366f285a8125d")]
    [InlineData(257, 129, 64, 32, PillowFilter.Bicubic, "9bb0ea87e341e77e")]
    [InlineData(257, 129, 64, 32, PillowFilter.Lanczos, "b39a68902b24f786")]
    public void Every_byte_is_Pillows(int fromWidth, int fromHeight, int width, int height, PillowFilter filter, string hash)
    {
        Image resized = PillowResize.Resize(Pattern(fromWidth, fromHeight), width, height, filter);

        Assert.Equal((width, height), (resized.Width, resized.Height));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(resized.Pixels.Span))[..16]);
    }

    [Fact]
    public void Keys_cubic_doubles_a_row_as_computed_by_hand()
    {
        // Between two pixels stand the weights of distances 1/4, 3/4, 5/4, 7/4: 0.8671875, 0.2265625, -0.0703125, -0.0234375. At the left
        // end the last has no pixel, and the rest is divided by its sum. 255 * 0.8671875 / 1.0234375 = 216.07
        Image row = Row(0, 255, 0, 100);

        Image doubled = PillowResize.Resize(row, 8, 1, PillowFilter.Bicubic);

        Assert.Equal([0, 54, 216, 219, 51, 5, 75, 109], Reds(doubled));
    }

    [Theory]
    [InlineData(PillowFilter.Bicubic, 2, new byte[] { 113, 76 })]
    [InlineData(PillowFilter.Bicubic, 3, new byte[] { 78, 133, 61 })]
    [InlineData(PillowFilter.Lanczos, 2, new byte[] { 111, 82 })]
    [InlineData(PillowFilter.Lanczos, 3, new byte[] { 89, 137, 46 })]
    [InlineData(PillowFilter.Lanczos, 8, new byte[] { 0, 63, 217, 229, 58, 0, 65, 123 })]
    public void A_row_becomes_what_Pillow_recorded(PillowFilter filter, int width, byte[] wanted)
        => Assert.Equal(wanted, Reds(PillowResize.Resize(Row(0, 255, 0, 100), width, 1, filter)));

    [Theory]
    [InlineData(PillowFilter.Bicubic)]
    [InlineData(PillowFilter.Lanczos)]
    public void One_colour_stays_itself(PillowFilter filter)
    {
        Image plain = new(5, 4, [.. Enumerable.Repeat((byte)200, 60)]);

        Assert.All(PillowResize.Resize(plain, 17, 3, filter).Pixels.ToArray(), value => Assert.Equal(200, value));
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        Image image = Pattern(6, 4);

        Assert.Same(image, PillowResize.Resize(image, 6, 4, PillowFilter.Lanczos));
    }

    [Theory]
    [InlineData(40, 20, 10, 10)]
    [InlineData(20, 40, 30, 10)]
    [InlineData(7, 5, 64, 63)]
    [InlineData(3, 3, 1, 9)]
    public void Covering_fills_the_size_without_changing_proportions(int fromWidth, int fromHeight, int width, int height)
    {
        // Equal steps to the right and down: after scaling alike, they still are.
        byte[] ramp = [.. Enumerable.Range(0, fromWidth * fromHeight).SelectMany(i => new[] { (byte)(i % fromWidth * 5), (byte)(i / fromWidth * 5), (byte)0 })];

        Image covered = PillowResize.Cover(new Image(fromWidth, fromHeight, ramp), width, height, PillowFilter.Bicubic);

        Assert.Equal((width, height), (covered.Width, covered.Height));
        int middle = ((height / 2 * width) + (width / 2)) * 3;
        Assert.InRange(covered.Pixels.Span[middle], ((fromWidth - 1) * 5 / 2) - 5, ((fromWidth - 1) * 5 / 2) + 5);
        Assert.InRange(covered.Pixels.Span[middle + 1], ((fromHeight - 1) * 5 / 2) - 5, ((fromHeight - 1) * 5 / 2) + 5);
    }

    [Fact]
    public void A_strip_can_cover_a_square()
    {
        Image covered = PillowResize.Cover(new Image(20000, 1, new byte[60000]), 512, 512, PillowFilter.Bicubic);

        Assert.Equal((512, 512), (covered.Width, covered.Height));
    }

    [Fact]
    public void Of_a_middle_the_odd_pixel_is_cut_off_left_and_above()
    {
        Image middle = CenterCrop.Of(Pattern(5, 4), 2, 1);

        Image whole = Pattern(5, 4);
        Assert.Equal(whole.Pixels.Span.Slice(((2 * 5) + 2) * 3, 6), middle.Pixels.Span);
    }

    [Fact]
    public void Sizes_that_no_picture_has_are_refused()
    {
        Image image = Pattern(4, 4);

        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(image, 0, 4, PillowFilter.Bicubic));
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(image, 1 << 20, 1 << 20, PillowFilter.Bicubic));
        Assert.Throws<ArgumentOutOfRangeException>(() => CenterCrop.Of(image, 5, 1));
    }

    private static Image Pattern(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y, int channel) = (i / 3 % width, i / 3 / width, i % 3);
            pixels[i] = (byte)(((x * 37) ^ (y * 71) ^ (channel * 113)) + (x * y * 5));
        }

        return new Image(width, height, pixels);
    }

    private static Image Row(params byte[] values) => new(values.Length, 1, [.. values.SelectMany(value => new[] { value, value, value })]);

    private static byte[] Reds(Image image) => [.. image.Pixels.ToArray().Where((_, i) => i % 3 == 0)];
}
