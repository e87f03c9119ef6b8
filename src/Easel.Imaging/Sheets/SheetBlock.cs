namespace Easel.Imaging.Sheets;

/// <summary>One grid of a sheet: rows of cells with names for rows and columns.</summary>
/// <param name="Rows">The cells, row by row from the top; rows may be of different lengths.</param>
public sealed record SheetBlock(IReadOnlyList<IReadOnlyList<SheetCell>> Rows)
{
    /// <summary>What the grid shows, above it.</summary>
    public string? Title { get; init; }

    /// <summary>What changes from column to column.</summary>
    public string? ColumnName { get; init; }

    /// <summary>Its value in each column; none if empty.</summary>
    public IReadOnlyList<string> ColumnLabels { get; init; } = [];

    /// <summary>What changes from row to row.</summary>
    public string? RowName { get; init; }

    /// <summary>Its value in each row; none if empty.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];
}
