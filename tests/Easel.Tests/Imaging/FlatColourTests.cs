using Easel.Imaging;

namespace Easel.Tests.Imaging;

public sealed class FlatColourTests
{
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0 }, "#000000")]
    [InlineData(new byte[] { 255, 128, 1, 255, 128, 1 }, "#ff8001")]
    [InlineData(new byte[] { 0, 10, 20, 2, 8, 21 }, "#010914")] // as much as no eye sees
    [InlineData(new byte[] { 0, 0, 0, 3, 0, 0 }, null)]
    [InlineData(new byte[] { 7, 7, 7, 7, 7, 255 }, null)]
    public void A_picture_is_flat_if_no_channel_varies_by_more_than_two_levels(byte[] pixels, string? colour)
        => Assert.Equal(colour, FlatColour.Of(new Image(2, 1, pixels)));

    [Fact]
    public void A_single_pixel_elsewhere_makes_a_picture()
    {
        byte[] pixels = new byte[64 * 64 * 3];
        pixels[^1] = 200;

        Assert.Null(FlatColour.Of(new Image(64, 64, pixels)));
    }
}
