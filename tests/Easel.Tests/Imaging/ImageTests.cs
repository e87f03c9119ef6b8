using Easel.Imaging;

namespace Easel.Tests.Imaging;

public class ImageTests
{
    [Theory, MemberData(nameof(GoldenPictures.RunNames), MemberType = typeof(GoldenPictures))]
    public void Decoder_output_becomes_the_bytes_of_the_original(string run)
    {
        int index = 0;
        foreach ((float[] unit, int width, int height) in GoldenPictures.Decoded(run))
        {
            Image expected = GoldenPictures.Load(run, "samples", $"{index++:00000}.png");

            var actual = Image.FromUnit(unit, width, height);

            Assert.Equal(expected.Pixels.ToArray(), actual.Pixels.ToArray());
        }

        Assert.True(index > 0);
    }

    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(-7f, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0f, 127)] // 127.5 is cut off
    [InlineData(0.9999f, 254)]
    [InlineData(1f, 255)]
    [InlineData(float.PositiveInfinity, 255)]
    public void Values_are_clamped_and_cut_off(float value, byte expected)
        => Assert.Equal([expected, expected, expected], Image.FromUnit([value, value, value], 1, 1).Pixels.ToArray());

    [Theory]
    [InlineData(-7f, 0)]
    [InlineData(0f, 128)] // 127.5, to the even one
    [InlineData(-1f + (253f / 255f), 126)] // 126.5, to the even one
    [InlineData(0.9999f, 255)]
    [InlineData(7f, 255)]
    public void For_the_safety_checker_values_are_rounded(float value, byte expected)
        => Assert.Equal([expected, expected, expected], Image.FromUnitRounded([value, value, value], 1, 1).Pixels.ToArray());

    [Fact]
    public void Values_that_are_not_numbers_are_refused()
    {
        ImageException error = Assert.Throws<ImageException>(() => Image.FromUnit([0, float.NaN, 0, 0, 0, float.NaN], 2, 1));

        Assert.Contains("2 of 6", error.Message);
    }

    [Fact]
    public void A_picture_too_large_is_refused_before_anything_is_allocated()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Image(16385, 16384, []));
}
