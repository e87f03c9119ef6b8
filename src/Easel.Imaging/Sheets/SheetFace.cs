using System.Text;
using SkiaSharp;

namespace Easel.Imaging.Sheets;

/// <summary>A character's outline.</summary>
/// <param name="Outline">In units of the font, the baseline at 0; nothing to draw if null.</param>
/// <param name="Scale">Font sizes of a unit.</param>
/// <param name="Advance">Where the next character begins, in font sizes.</param>
internal readonly record struct SheetGlyph(SKPath? Outline, float Scale, float Advance);

/// <summary>One font file's outlines.</summary>
internal sealed class SheetFace : IDisposable
{
    private readonly SKTypeface _typeface;
    private readonly SKFont _font;
    private readonly int _unitsPerEm;

    /// <summary>Takes a typeface over.</summary>
    public SheetFace(SKTypeface typeface)
    {
        _typeface = typeface;
        _unitsPerEm = typeface.UnitsPerEm > 0 ? typeface.UnitsPerEm : 1000;

        // At as many pixels as the font has units, outlines are the font's own whole numbers, whoever reads the file.
        _font = new SKFont(typeface, _unitsPerEm) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true, Edging = SKFontEdging.Antialias };
    }

    /// <summary>A font that comes with the library.</summary>
    public static SheetFace Embedded(string name)
    {
        using Stream stream = typeof(SheetFace).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The font {name} is missing from the library.");
        using var data = SKData.Create(stream);
        return new SheetFace(SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {name} cannot be read."));
    }

    /// <summary>A character's glyph; none if the font has none that can be drawn as an outline.</summary>
    public SheetGlyph? Find(Rune character)
    {
        ushort glyph = _font.GetGlyph(character.Value);
        if (glyph == 0)
        {
            return null;
        }

        float advance = _font.GetGlyphWidths([glyph])[0] / _unitsPerEm;
        SKPath? outline = _font.GetGlyphPath(glyph);
        if (outline is { IsEmpty: false })
        {
            return new SheetGlyph(outline, 1f / _unitsPerEm, advance);
        }

        outline?.Dispose();
        return Rune.IsWhiteSpace(character) ? new SheetGlyph(null, 0, advance) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _font.Dispose();
        _typeface.Dispose();
    }
}
