namespace Easel.Imaging.Sheets;

/// <summary>A colour of 8 bits per part.</summary>
internal readonly record struct SheetColour(byte Red, byte Green, byte Blue);

/// <summary>Sizes in pixels and colours of a sheet, so that text is in proportion to the pictures: 13 pixels beside pictures of 128, 28 beside those of 512.</summary>
internal sealed class SheetStyle(int cell)
{
    /// <summary>The ground.</summary>
    public static readonly SheetColour Ground = new(0xFA, 0xFA, 0xF8);

    /// <summary>Titles and labels.</summary>
    public static readonly SheetColour Ink = new(0x1B, 0x1B, 0x1A);

    /// <summary>Captions and names of axes.</summary>
    public static readonly SheetColour Faint = new(0x6A, 0x6A, 0x66);

    /// <summary>The field of a picture that is missing.</summary>
    public static readonly SheetColour Empty = new(0xE9, 0xE9, 0xE5);

    /// <summary>Heights of lines, of the font's size.</summary>
    public const float LineHeight = 1.36f;

    /// <summary>Where in a line its baseline is, of the font's size.</summary>
    public const float Baseline = 1.02f;

    /// <summary>Of labels.</summary>
    public float Label { get; } = Math.Clamp(8 + (cell * 0.04f), 12, 44);

    /// <summary>Of captions, names of axes, and the footer.</summary>
    public float Caption => Math.Max(11, MathF.Round(0.8f * Label));

    /// <summary>Of a block's title.</summary>
    public float Heading => 1.2f * Label;

    /// <summary>Of the sheet's title.</summary>
    public float Title => 1.7f * Label;

    /// <summary>Around everything.</summary>
    public int Margin { get; } = Math.Max(28, (int)(cell * 0.14f));

    /// <summary>Between pictures.</summary>
    public int Gap { get; } = Math.Max(8, (int)(cell * 0.045f));

    /// <summary>Between a picture and its words.</summary>
    public int WordGap => Math.Max(5, Gap / 2);

    /// <summary>Between the title, the blocks, and the footer.</summary>
    public int Section => (int)(1.7f * Label);

    /// <summary>The widest column of row labels.</summary>
    public int MostRowLabel { get; } = Math.Max(110, (int)(cell * 0.6f));

    /// <summary>The least width of the title's lines, whatever the pictures need.</summary>
    public int LeastWidth => (int)(24 * Label);
}
