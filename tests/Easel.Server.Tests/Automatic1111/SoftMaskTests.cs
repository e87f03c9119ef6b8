using Easel.Imaging;
using Easel.Server.Automatic1111;

namespace Easel.Server.Tests.Automatic1111;

public sealed class SoftMaskTests
{
    private const int Length = 41;

    // Two white pixels, the third and the twenty-first, under a bell of deviation 2 that reaches 5 to each side, in doubles (Python), mirrored at the edge.
    private static readonly byte[] s_blurred =
    [
        124, 123, 116, 95, 62, 33, 14, 4, 0, 0, 0, 0, 0, 0, 0, 4, 14, 33, 62, 90, 102, 90, 62, 33, 14, 4,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [Fact]
    public void An_edge_fades_outwards_as_gausss_bell_does_in_both_directions()
    {
        byte[] white = new byte[Length];
        (white[2], white[20]) = (255, 255);

        GrayImage across = SoftMask.Blur(Rows(white, 3), across: 2, down: 0);
        GrayImage down = SoftMask.Blur(Columns(white, 3), across: 0, down: 2);

        Assert.Equal(Rows(s_blurred, 3).Pixels.ToArray(), across.Pixels.ToArray());
        Assert.Equal(Columns(s_blurred, 3).Pixels.ToArray(), down.Pixels.ToArray());
    }

    [Fact]
    public void What_was_white_stays_so_and_no_blur_changes_nothing()
    {
        byte[] half = [.. Enumerable.Repeat((byte)255, 20), .. new byte[21]];
        GrayImage mask = Rows(half, 2);

        Assert.All(SoftMask.Blur(mask, 3, 3).Pixels.Span[..20].ToArray(), pixel => Assert.Equal(255, pixel));
        Assert.Same(mask, SoftMask.Blur(mask, 0, 0));
        Assert.Equal(mask.Pixels.ToArray(), SoftMask.Blur(mask, 1e-200, 1e-200).Pixels.ToArray());
    }

    [Fact]
    public void A_bell_wider_than_the_mask_is_mirrored_as_often_as_it_takes()
        => Assert.All(SoftMask.Blur(Rows([255, 255], 1), 64, 64).Pixels.ToArray(), pixel => Assert.Equal(255, pixel));

    private static GrayImage Rows(byte[] row, int rows) => new(row.Length, rows, Enumerable.Repeat(row, rows).SelectMany(one => one).ToArray());

    private static GrayImage Columns(byte[] column, int columns) => new(columns, column.Length, column.SelectMany(pixel => Enumerable.Repeat(pixel, columns)).ToArray());
}
