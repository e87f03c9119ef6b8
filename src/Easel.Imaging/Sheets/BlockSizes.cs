namespace Easel.Imaging.Sheets;

/// <summary>How a block's columns lie.</summary>
/// <param name="LabelWidth">Of the row labels; 0 if there are none.</param>
/// <param name="Lefts">Where each column begins, from the sheet's left edge.</param>
/// <param name="Widths">Of each column: its widest picture.</param>
/// <param name="Width">Of the block.</param>
internal sealed record BlockSizes(int LabelWidth, long[] Lefts, int[] Widths, long Width)
{
    /// <summary>The columns of a block.</summary>
    public static BlockSizes Of(SheetBlock block, SheetStyle style, int labelWidth)
    {
        int columns = block.Rows.Max(row => row.Count);
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => block.Rows.Where(row => column < row.Count).Max(row => row[column].Width))];
        long[] lefts = new long[columns];
        long left = style.Margin + (labelWidth > 0 ? labelWidth + (2 * style.Gap) : 0);
        for (int column = 0; column < columns; column++)
        {
            lefts[column] = left;
            left += widths[column] + style.Gap;
        }

        return new BlockSizes(labelWidth, lefts, widths, left - style.Gap - style.Margin);
    }
}
