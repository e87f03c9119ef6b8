namespace Easel.Imaging.Sheets;

/// <summary>One picture of a sheet and the words below it.</summary>
/// <param name="Width">Pixels per row of the picture, or of the space left for it.</param>
/// <param name="Height">Rows of it.</param>
public sealed record SheetCell(int Width, int Height)
{
    /// <summary>A cell of a picture.</summary>
    public SheetCell(Image picture)
        : this(picture.Width, picture.Height) => Picture = picture;

    /// <summary>The picture, of the cell's size; a grey field if there is none.</summary>
    public Image? Picture { get; }

    /// <summary>What it is, below it; nothing if null.</summary>
    public string? Label { get; init; }

    /// <summary>More of it, smaller; nothing if null. Of more than three lines the rest is cut off.</summary>
    public string? Caption { get; init; }
}
