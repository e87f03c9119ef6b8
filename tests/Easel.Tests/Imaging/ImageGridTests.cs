using Easel.Imaging;

namespace Easel.Tests.Imaging;

public class ImageGridTests
{
    [Theory]
    [InlineData("ddim-default", 2, 2)]
    [InlineData("default-prompt-128", 3, 3)]
    [InlineData("dpm-solver", 4, 2)]
    [InlineData("eta-half", 4, 2)]
    [InlineData("from-file", 8, 2)]
    [InlineData("plms", 2, 1)]
    [InlineData("scale-1", 1, 1)] // one picture has no border
    [InlineData("tall", 1, 1)]
    [InlineData("wide", 2, 1)]
    public void Grids_of_single_pictures_are_those_of_the_original(string run, int count, int perRow)
    {
        Image[] samples = [.. Enumerable.Range(0, count).Select(index => GoldenPictures.Load(run, "samples", $"{index:00000}.png"))];
        Image expected = GoldenPictures.Load(run, "grid-0000.png");

        Image grid = ImageGrid.Compose(samples, perRow);

        Assert.Equal((expected.Width, expected.Height), (grid.Width, grid.Height));
        Assert.Equal(expected.Pixels.ToArray(), grid.Pixels.ToArray());
    }

    [Fact]
    public void Unused_places_are_black_as_in_the_original()
    {
        Image[] samples = [.. GoldenPictures.Decoded("grid-3x2").Select(decoded => Image.FromUnit(decoded.Unit, decoded.Width, decoded.Height))];
        Image expected = GoldenPictures.Load("grid-3x2", "grid-0000.png");

        Image grid = ImageGrid.Compose(samples, perRow: 4); // six pictures: two places of the second row stay empty

        Assert.Equal(6, samples.Length);
        Assert.Equal(expected.Pixels.ToArray(), grid.Pixels.ToArray());
    }

    [Fact]
    public void More_places_in_a_row_than_pictures_do_not_widen_the_grid()
        => Assert.Equal((2 + (2 * 10), 2 + 7), ImageGrid.Measure(count: 2, perRow: 100, width: 8, height: 5));

    [Fact]
    public void Pictures_of_different_sizes_are_refused()
        => Assert.Throws<ArgumentException>(() => ImageGrid.Compose([new Image(1, 1, new byte[3]), new Image(2, 1, new byte[6])], 2));

    [Fact]
    public void A_grid_too_large_is_refused_before_it_is_allocated()
    {
        Image wide = new(1 << 20, 1, new byte[3 << 20]);

        ImageException error = Assert.Throws<ImageException>(() => ImageGrid.Compose([.. Enumerable.Repeat(wide, 100)], 1));

        Assert.Contains("1048580 x 302", error.Message);
    }
}
