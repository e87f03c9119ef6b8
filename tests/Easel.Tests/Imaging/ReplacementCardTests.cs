using System.Security.Cryptography;
using Easel.Imaging;
using Easel.Imaging.Drawing;

namespace Easel.Tests.Imaging;

public sealed class ReplacementCardTests
{
    [Theory]
    [InlineData(64, 64)]
    [InlineData(512, 512)]
    [InlineData(768, 320)]
    [InlineData(100, 900)]
    [InlineData(1, 1)]
    [InlineData(2048, 8)]
    public void The_card_is_drawn_in_every_size(int width, int height)
    {
        Image card = ReplacementCard.Draw(width, height);

        Assert.Equal((width, height), (card.Width, card.Height));
    }

    [Fact]
    public void The_card_has_the_same_bytes_everywhere()
    {
        // Looked at, and kept: sums, products and square roots are the same on every machine.
        Image card = ReplacementCard.Draw(256, 192);

        Assert.Equal("7a4fed823db5744a", Convert.ToHexStringLower(SHA256.HashData(card.Pixels.Span))[..16]);
    }

    [Fact]
    public void A_face_looks_out_of_the_middle_and_warm_rays_go_to_the_corners()
    {
        Image card = ReplacementCard.Draw(1000, 1000);

        Assert.Equal((255, 247, 230), Pixel(card, 500, 300)); // the canvas between the eyebrows
        Assert.Contains(Pixel(card, 3, 500), new[] { (255, 176, 66), (255, 199, 102) });
        Assert.Contains(Pixel(card, 996, 500), new[] { (255, 176, 66), (255, 199, 102) });
    }

    [Fact]
    public void Edges_are_smooth_and_drawing_stays_on_the_sheet()
    {
        Sheet sheet = new(4, 1, unit: 1, new Place(0, 0), new Ink(0, 0, 0));

        sheet.Polygon(new Ink(200, 100, 50), new(1, -5), new(2.5, -5), new(2.5, 5), new(1, 5));

        Assert.Equal([0, 0, 0, 200, 100, 50, 100, 50, 25, 0, 0, 0], sheet.ToImage().Pixels.ToArray());
    }

    [Fact]
    public void A_line_has_round_ends_of_its_thickness()
    {
        Sheet sheet = new(7, 3, unit: 1, new Place(0, 0), new Ink(0, 0, 0));

        sheet.Line(new Ink(255, 255, 255), 1, new Place(2.5, 1.5), new Place(4.5, 1.5));

        byte[] reds = [.. sheet.ToImage().Pixels.ToArray().Where((_, i) => i % 3 == 0)];
        Assert.Equal([0, 0, 255, 255, 255, 0, 0], reds[7..14]);
        Assert.All(reds[..7], red => Assert.Equal(0, red));
    }

    private static (int, int, int) Pixel(Image image, int x, int y)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.Span.Slice(((y * image.Width) + x) * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }
}
