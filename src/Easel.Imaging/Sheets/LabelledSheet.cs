namespace Easel.Imaging.Sheets;

/// <summary>Pictures side by side with what they are, on light ground.</summary>
/// <remarks>
/// Text is set in Inter, which comes with the library. Its outlines are taken in the font's own units, filled without hinting, and blended in whole
/// numbers, so that a sheet does not depend on the system's fonts or settings; only characters that Inter does not have are looked for in the system's fonts.
/// </remarks>
/// <param name="Title">In the largest letters at the top.</param>
/// <param name="Blocks">The grids, from the top; one or more.</param>
public sealed record LabelledSheet(string Title, IReadOnlyList<SheetBlock> Blocks)
{
    /// <summary>What holds of all pictures, below the title.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Where it comes from, at the bottom.</summary>
    public string? Footer { get; init; }

    /// <summary>The size that the sheet would have.</summary>
    public (long Width, long Height) Measure()
    {
        using SheetFont font = new();
        var layout = SheetLayout.Of(this, font);
        return (layout.Width, layout.Height);
    }

    /// <summary>Draws the sheet.</summary>
    /// <exception cref="ImageException">It would have more pixels than a picture may.</exception>
    public Image Render()
    {
        using SheetFont font = new();
        return SheetPainter.Paint(SheetLayout.Of(this, font), font);
    }
}
