namespace Easel.Imaging.Sheets;

/// <summary>A line of text in its place.</summary>
/// <param name="Text">One line.</param>
/// <param name="Left">Where it begins, in pixels.</param>
/// <param name="Baseline">Of its letters, in pixels from the top.</param>
/// <param name="Size">Of the font, in pixels.</param>
/// <param name="IsStrong">Whether in the heavier weight.</param>
/// <param name="Colour">Of its letters.</param>
internal sealed record PlacedLine(string Text, long Left, long Baseline, float Size, bool IsStrong, SheetColour Colour);

/// <summary>A cell's picture in its place.</summary>
internal sealed record PlacedCell(SheetCell Cell, long Left, long Top);

/// <summary>Where everything on a sheet lies.</summary>
internal sealed class SheetLayout
{
    private const int TitleLines = 3;
    private const int SubtitleLines = 6;
    private const int LabelLines = 3;

    private readonly SheetStyle _style;
    private readonly SheetFont _font;

    private SheetLayout(SheetStyle style, SheetFont font)
    {
        _style = style;
        _font = font;
    }

    /// <summary>Pixels per row of the sheet.</summary>
    public long Width { get; private set; }

    /// <summary>Rows of the sheet.</summary>
    public long Height { get; private set; }

    /// <summary>All text.</summary>
    public List<PlacedLine> Lines { get; } = [];

    /// <summary>All pictures.</summary>
    public List<PlacedCell> Cells { get; } = [];

    /// <summary>Lays a sheet out.</summary>
    public static SheetLayout Of(LabelledSheet sheet, SheetFont font)
    {
        SheetStyle style = new(sheet.Blocks.SelectMany(block => block.Rows).SelectMany(row => row).Max(cell => cell.Width));
        SheetLayout layout = new(style, font);
        layout.Place(sheet);
        return layout;
    }

    private void Place(LabelledSheet sheet)
    {
        BlockSizes[] sizes = [.. sheet.Blocks.Select(block => BlockSizes.Of(block, _style, LabelWidth(block)))];
        long inner = Math.Max(_style.LeastWidth, sizes.Max(size => size.Width));
        Width = inner + (2 * _style.Margin);

        long top = PlaceText(sheet.Title, _style.Margin, _style.Margin, inner, _style.Title, isStrong: true, TitleLines);
        top = sheet.Subtitle is null ? top : PlaceText(sheet.Subtitle, _style.Margin, top + _style.WordGap, inner, _style.Caption, isStrong: false, SubtitleLines);
        for (int i = 0; i < sizes.Length; i++)
        {
            top = PlaceBlock(sheet.Blocks[i], sizes[i], top + _style.Section);
        }

        top = sheet.Footer is null ? top : PlaceText(sheet.Footer, _style.Margin, top + _style.Section, inner, _style.Caption, isStrong: false, LabelLines);
        Height = top + _style.Margin;
    }

    private long PlaceBlock(SheetBlock block, BlockSizes sizes, long top)
    {
        if (block.Title is not null)
        {
            top = PlaceText(block.Title, _style.Margin, top, sizes.Width, _style.Heading, isStrong: true, LabelLines) + _style.WordGap;
        }

        top = PlaceHead(block, sizes, top);
        for (int row = 0; row < block.Rows.Count; row++)
        {
            int height = block.Rows[row].Max(cell => cell.Height);
            if (row < block.RowLabels.Count)
            {
                PlaceRowLabel(block.RowLabels[row], sizes, top, height);
            }

            long bottom = top + height;
            for (int column = 0; column < block.Rows[row].Count; column++)
            {
                SheetCell cell = block.Rows[row][column];
                Cells.Add(new PlacedCell(cell, sizes.Lefts[column], top));
                bottom = Math.Max(bottom, PlaceWords(cell, sizes.Lefts[column], top + cell.Height, sizes.Widths[column]));
            }

            // Words belong to the picture above them: more room follows.
            top = bottom + (row + 1 == block.Rows.Count ? 0 : bottom > top + height ? _style.Gap + _style.WordGap : _style.Gap);
        }

        return top;
    }

    /// <summary>The names of the axes, and a label over each column.</summary>
    private long PlaceHead(SheetBlock block, BlockSizes sizes, long top)
    {
        if (block.ColumnName is not null)
        {
            top = PlaceText(block.ColumnName, sizes.Lefts[0], top, sizes.Width, _style.Caption, isStrong: false, most: 1);
        }

        long bottom = top;
        for (int column = 0; column < block.ColumnLabels.Count; column++)
        {
            bottom = Math.Max(bottom, PlaceText(block.ColumnLabels[column], sizes.Lefts[column], top, sizes.Widths[column], _style.Label, isStrong: true, LabelLines));
        }

        if (block.RowName is not null)
        {
            // On the line of the first label, whose letters are larger.
            float lower = (_style.Label - _style.Caption) * SheetStyle.Baseline;
            bottom = Math.Max(bottom, PlaceText(block.RowName, _style.Margin, top + (long)lower, sizes.LabelWidth, _style.Caption, isStrong: false, most: 1));
        }

        return bottom == top && block.ColumnName is null ? top : bottom + _style.WordGap;
    }

    private void PlaceRowLabel(string label, BlockSizes sizes, long top, int height)
    {
        int before = Lines.Count;
        long bottom = PlaceText(label, _style.Margin, top, sizes.LabelWidth, _style.Label, isStrong: true, LabelLines);
        long down = Math.Max(0, (height - (bottom - top)) / 2);
        for (int i = before; i < Lines.Count; i++)
        {
            Lines[i] = Lines[i] with { Baseline = Lines[i].Baseline + down };
        }
    }

    private long PlaceWords(SheetCell cell, long left, long top, int width)
    {
        if (cell.Label is null && cell.Caption is null)
        {
            return top;
        }

        top += _style.WordGap;
        top = cell.Label is null ? top : PlaceText(cell.Label, left, top, width, _style.Label, isStrong: true, LabelLines);
        return cell.Caption is null ? top : PlaceText(cell.Caption, left, top, width, _style.Caption, isStrong: false, LabelLines);
    }

    /// <returns>Where the next may begin.</returns>
    private long PlaceText(string text, long left, long top, long width, float size, bool isStrong, int most)
    {
        SheetColour colour = isStrong ? SheetStyle.Ink : SheetStyle.Faint;
        IReadOnlyList<string> lines = SheetLines.Break(text, width / size, most, line => _font.Measure(line, isStrong));
        for (int i = 0; i < lines.Count; i++)
        {
            Lines.Add(new PlacedLine(lines[i], left, top + (long)((i * SheetStyle.LineHeight * size) + (SheetStyle.Baseline * size)), size, isStrong, colour));
        }

        return top + (long)MathF.Ceiling(lines.Count * SheetStyle.LineHeight * size);
    }

    /// <summary>How wide the row labels are, up to a limit; 0 if there are none.</summary>
    private int LabelWidth(SheetBlock block)
    {
        if (block.RowLabels.Count == 0)
        {
            return 0;
        }

        float widest = block.RowLabels.Max(label => _font.Measure(label, isStrong: true)) * _style.Label;
        float name = block.RowName is null ? 0 : _font.Measure(block.RowName, isStrong: false) * _style.Caption;
        return (int)Math.Min(_style.MostRowLabel, MathF.Ceiling(Math.Max(widest, name)) + 1);
    }
}
