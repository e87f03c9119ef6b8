using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;

namespace Easel.Tests.Pocket;

/// <summary>That pictures show what their scene says.</summary>
public sealed class RendererTests
{
    private const int Side = 128;

    [Fact]
    public void The_same_scene_and_chance_give_the_same_bytes_in_every_style()
    {
        foreach (Style style in Enum.GetValues<Style>())
        {
            Scene scene = Circle(Hue.Red, new(Place.Sea, default), style);

            Assert.Equal(Render(scene, Side, Side), Render(scene, Side, Side));
        }
    }

    [Fact]
    public void A_flat_circle_has_its_colour_in_the_middle_and_the_background_in_the_corners()
    {
        byte[] picture = Render(Circle(Hue.Red, new(Place.Plain, Hue.Blue), Style.Flat), Side, Side);

        Assert.Equal([222, 38, 38], Pixel(picture, Side / 2, Side / 2));
        Assert.Equal([40, 92, 222], Pixel(picture, 0, 0));
        Assert.Equal([40, 92, 222], Pixel(picture, Side - 1, Side - 1));
    }

    [Fact]
    public void A_sketch_fills_nothing_and_a_stained_glass_window_has_lead()
    {
        byte[] sketch = Render(Circle(Hue.Red, new(Place.Plain, Hue.White), Style.Sketch), Side, Side);
        byte[] flat = Render(Circle(Hue.Red, new(Place.Plain, Hue.White), Style.Flat), Side, Side);
        byte[] glass = Render(Circle(Hue.Red, new(Place.Plain, Hue.White), Style.StainedGlass), Side, Side);

        Assert.InRange(Count(sketch, IsRed), 1, 0.7 * Count(flat, IsRed));
        Assert.Equal(0, Count(flat, IsDark));
        Assert.InRange(Count(glass, IsDark), 0.04 * Side * Side, 0.4 * Side * Side);
    }

    [Fact]
    public void Pixel_art_is_made_of_squares_of_four()
    {
        byte[] picture = Render(Circle(Hue.Red, new(Place.Desert, default), Style.PixelArt), Side, Side);

        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                Assert.Equal(Pixel(picture, x / 4 * 4, y / 4 * 4), Pixel(picture, x, y));
            }
        }
    }

    [Theory]
    [InlineData(128, 128)]
    [InlineData(96, 160)]
    [InlineData(160, 96)]
    [InlineData(256, 128)]
    public void Subjects_lie_within_the_picture_and_keep_their_relation(int width, int height)
    {
        for (int i = 0; i < 2_000; i++)
        {
            Dice dice = Dice.For(5, i);
            Scene scene = SceneSampler.Next(dice, heldOut: false);
            Placement[] placements = Layout.Place(scene, width, height, dice);

            foreach (Placement placement in placements)
            {
                Assert.InRange(placement.X, 0.5f * placement.Radius, width - (0.5f * placement.Radius));
                Assert.InRange(placement.Y, 0.5f * placement.Radius, height - (0.5f * placement.Radius));
            }

            if (scene.Second is not null)
            {
                AssertRelation(scene.Relation, first: placements[1], second: placements[0]);
            }
        }
    }

    private static void AssertRelation(Relation relation, Placement first, Placement second)
    {
        switch (relation)
        {
            case Relation.Above or Relation.On:
                Assert.True(first.Y < second.Y);
                break;
            case Relation.Below:
                Assert.True(first.Y > second.Y);
                break;
            case Relation.LeftOf:
                Assert.True(first.X < second.X);
                break;
            case Relation.RightOf:
                Assert.True(first.X > second.X);
                break;
            default:
                Assert.True(first.Radius < 0.5f * second.Radius);
                Assert.True(second.Figure.Silhouette.Contains(100 * (first.X - second.X) / second.Radius, 100 * (first.Y - second.Y) / second.Radius));
                break;
        }
    }

    private static Scene Circle(Hue hue, Backdrop backdrop, Style style) => new() { First = new(SubjectKind.Circle, hue, Extent.Medium), Backdrop = backdrop, Style = style };

    private static byte[] Render(Scene scene, int width, int height)
    {
        byte[] picture = new byte[width * height * 3];
        Renderer.Render(scene, width, height, new Dice(7), picture);
        return picture;
    }

    private static byte[] Pixel(byte[] picture, int x, int y) => picture[(3 * ((y * Side) + x))..][..3];

    private static int Count(byte[] picture, Func<byte[], bool> matches) => Enumerable.Range(0, Side * Side).Count(i => matches(picture[(3 * i)..][..3]));

    private static bool IsRed(byte[] pixel) => pixel[0] > 180 && pixel[1] < 120;

    private static bool IsDark(byte[] pixel) => pixel.Max() < 60;
}
