using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Sheets;

namespace Easel.Tests.Imaging.Sheets;

public sealed class LabelledSheetTests
{
    // Of 255: darker than this is ink, not a letter's soft edge.
    private const int Dark = 90;

    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(512)]
    public void A_pictures_pixels_are_on_the_sheet_as_they_are(int side)
    {
        LabelledSheet sheet = Sheet(side);

        Image drawn = sheet.Render();

        foreach (PlacedCell placed in Layout(sheet).Cells)
        {
            for (int y = 0; y < side; y++)
            {
                ReadOnlySpan<byte> expected = placed.Cell.Picture!.Pixels.Span.Slice(y * side * 3, side * 3);
                Assert.True(expected.SequenceEqual(drawn.Pixels.Span.Slice((int)((((placed.Top + y) * drawn.Width) + placed.Left) * 3), side * 3)), $"row {y}");
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(512)]
    public void Every_line_of_text_leaves_dark_pixels_where_it_stands(int side)
    {
        LabelledSheet sheet = Sheet(side);

        Image drawn = sheet.Render();

        List<PlacedLine> lines = Layout(sheet).Lines;
        Assert.Equal(2 + 3 + 2 + 4 + 2, lines.Count); // title, subtitle; axes' name and column labels; axis' name and row labels in one; captions; footer
        Assert.All(lines.Where(line => line.IsStrong), line => Assert.True(HasInk(drawn, line), line.Text));
    }

    [Fact]
    public void The_same_sheet_is_the_same_bytes()
        => Assert.Equal(PngFile.Encode(Sheet(64).Render()), PngFile.Encode(Sheet(64).Render()));

    [Fact]
    public void What_no_font_has_becomes_a_box_and_never_an_error()
    {
        LabelledSheet sheet = Sheet(64) with { Title = "猫 🦊 \uE000 e\u0301 \u200D\uFE0F \uD800 ﷽" };

        Image drawn = sheet.Render();

        Assert.True(HasInk(drawn, Layout(sheet).Lines[0]));
    }

    [Fact]
    public void Its_measure_is_its_size()
    {
        LabelledSheet sheet = Sheet(96);

        Image drawn = sheet.Render();

        Assert.Equal(sheet.Measure(), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void Columns_are_as_wide_and_rows_as_high_as_their_largest_picture()
    {
        LabelledSheet sheet = new("sizes", [new SheetBlock([[new SheetCell(64, 32), new SheetCell(32, 64)], [new SheetCell(16, 16), new SheetCell(16, 16)]])]);

        List<PlacedCell> cells = Layout(sheet).Cells;

        SheetStyle style = new(cell: 64);
        Assert.Equal(64 + style.Gap, cells[1].Left - cells[0].Left);
        Assert.Equal(64 + style.Gap, cells[2].Top - cells[0].Top);
        Assert.Equal(cells[1].Left, cells[3].Left);
    }

    [Fact]
    public void A_sheet_with_too_many_pixels_is_refused()
    {
        LabelledSheet sheet = new("large", [new SheetBlock([[new SheetCell(20_000, 20_000)]])]);

        ImageException error = Assert.Throws<ImageException>(sheet.Render);

        Assert.StartsWith("A sheet of 1 pictures would be ", error.Message);
    }

    [Theory]
    [InlineData("one two three", 7, 3, "one two", "three")]
    [InlineData("one two three", 7, 1, "one tw…")]
    [InlineData("extraordinarily", 5, 3, "extra", "ordin", "arily")]
    [InlineData("extraordinarily", 5, 2, "extra", "ordi…")]
    [InlineData("a\nb", 9, 3, "a", "b")]
    [InlineData("", 9, 3, "")]
    [InlineData("one", 0.5f, 9, "o", "n", "e")]
    public void Text_is_broken_between_words_and_cut_with_an_ellipsis(string text, float width, int most, params string[] expected)
        => Assert.Equal(expected, SheetLines.Break(text, width, most, line => line.Length));

    private static LabelledSheet Sheet(int side) => new(
        "A fox in snow",
        [
            new SheetBlock([[Cell(side, 1), Cell(side, 2)], [Cell(side, 3), Cell(side, 4)]])
            {
                ColumnName = "Steps",
                ColumnLabels = ["10", "25"],
                RowName = "Sampler",
                RowLabels = ["DDIM", "PLMS"],
            },
        ])
    {
        Subtitle = "seed 42",
        Footer = "Easel",
    };

    private static SheetCell Cell(int side, int seed)
    {
        byte[] pixels = new byte[side * side * 3];
        new Random(seed).NextBytes(pixels);
        return new SheetCell(new Image(side, side, pixels)) { Caption = "1 s" };
    }

    private static SheetLayout Layout(LabelledSheet sheet)
    {
        using SheetFont font = new();
        return SheetLayout.Of(sheet, font);
    }

    /// <summary>Whether something dark is between a line's baseline and the height of its capitals, at its begin.</summary>
    private static bool HasInk(Image drawn, PlacedLine line)
    {
        for (long y = line.Baseline - (long)(0.75f * line.Size); y < line.Baseline; y++)
        {
            for (long x = line.Left; x < line.Left + (2 * (long)line.Size); x++)
            {
                if (drawn.Pixels.Span[(int)(((y * drawn.Width) + x) * 3)] < Dark)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
