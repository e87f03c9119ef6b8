using System.Text;
using SkiaSharp;

namespace Easel.Imaging.Sheets;

/// <summary>Inter in two weights, and what the system has for characters that Inter lacks.</summary>
internal sealed class SheetFont : IDisposable
{
    /// <summary>Of a font size: the side of the box that stands for an unknown character, and its line.</summary>
    private const float BoxWidth = 0.5f;
    private const float BoxHeight = 0.7f;
    private const float BoxLine = 0.06f;

    /// <summary>Of a font size: a space that Inter lacks.</summary>
    private const float SpaceWidth = 0.28f;

    private readonly SheetFace _regular = SheetFace.Embedded("Inter-Regular.ttf");
    private readonly SheetFace _semiBold = SheetFace.Embedded("Inter-SemiBold.ttf");
    private readonly List<SheetFace> _ofSystem = [];
    private readonly Dictionary<(Rune Character, bool IsStrong), SheetGlyph> _glyphs = [];
    private Queue<string>? _files;

    /// <summary>The glyphs of a text in their order, with where each begins, in font sizes from the text's begin.</summary>
    public IEnumerable<(SheetGlyph Glyph, float Start)> Glyphs(string text, bool isStrong)
    {
        float start = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            SheetGlyph glyph = GlyphOf(character, isStrong);
            yield return (glyph, start);
            start += glyph.Advance;
        }
    }

    /// <summary>How wide a text is, in font sizes.</summary>
    public float Measure(string text, bool isStrong)
    {
        float width = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            width += GlyphOf(character, isStrong).Advance;
        }

        return width;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SheetGlyph glyph in _glyphs.Values)
        {
            glyph.Outline?.Dispose();
        }

        foreach (SheetFace face in _ofSystem.Append(_regular).Append(_semiBold))
        {
            face.Dispose();
        }
    }

    private SheetGlyph GlyphOf(Rune character, bool isStrong)
    {
        if (!_glyphs.TryGetValue((character, isStrong), out SheetGlyph glyph))
        {
            glyph = Find(character, isStrong ? _semiBold : _regular);
            _glyphs[(character, isStrong)] = glyph;
        }

        return glyph;
    }

    private SheetGlyph Find(Rune character, SheetFace face)
    {
        if (Rune.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Control || character.Value is >= 0xFE00 and <= 0xFE0F)
        {
            return default; // Joiners, directions and variation selectors show nothing of themselves.
        }

        return face.Find(character) ?? (Rune.IsWhiteSpace(character) ? new SheetGlyph(null, Scale: 0, SpaceWidth) : FindInSystem(character) ?? Box());
    }

    private SheetGlyph? FindInSystem(Rune character)
    {
        foreach (SheetFace known in _ofSystem)
        {
            if (known.Find(character) is SheetGlyph glyph)
            {
                return glyph;
            }
        }

        if (SKFontManager.Default.MatchCharacter(character.Value) is SKTypeface matching)
        {
            return Take(matching).Find(character);
        }

        _files ??= new Queue<string>(FontFiles.All());
        while (_files.TryDequeue(out string? file))
        {
            if (SKTypeface.FromFile(file) is SKTypeface typeface && Take(typeface).Find(character) is SheetGlyph glyph)
            {
                return glyph;
            }
        }

        return null;
    }

    private SheetFace Take(SKTypeface typeface)
    {
        SheetFace face = new(typeface);
        _ofSystem.Add(face);
        return face;
    }

    /// <summary>An empty box: a character that no font here has.</summary>
    private static SheetGlyph Box()
    {
        using SKPathBuilder box = new() { FillType = SKPathFillType.EvenOdd };
        SKRect outside = new(0.05f, -BoxHeight, 0.05f + BoxWidth, 0);
        box.AddRect(outside);
        box.AddRect(SKRect.Inflate(outside, -BoxLine, -BoxLine));
        return new SheetGlyph(box.Detach(), Scale: 1, Advance: BoxWidth + 0.1f);
    }
}
