using SkiaSharp;

namespace Easel.Imaging.Sheets;

/// <summary>Puts a laid out sheet into pixels.</summary>
internal static class SheetPainter
{
    /// <summary>Draws a sheet.</summary>
    /// <exception cref="ImageException">It would have more pixels than a picture may.</exception>
    public static Image Paint(SheetLayout layout, SheetFont font)
    {
        if (layout.Width * layout.Height > Image.MaxPixels)
        {
            throw new ImageException($"A sheet of {layout.Cells.Count} pictures would be {layout.Width} x {layout.Height}, more than {Image.MaxPixels} pixels. Take fewer or smaller pictures.");
        }

        byte[] pixels = new byte[layout.Width * layout.Height * 3];
        Canvas canvas = new(pixels, (int)layout.Width, (int)layout.Height);
        canvas.Fill(0, 0, canvas.Width, canvas.Height, SheetStyle.Ground);
        foreach (PlacedLine line in layout.Lines)
        {
            Write(canvas, line, font);
        }

        foreach (PlacedCell placed in layout.Cells)
        {
            if (placed.Cell.Picture is Image picture)
            {
                canvas.Paste(picture, (int)placed.Left, (int)placed.Top);
            }
            else
            {
                canvas.Fill((int)placed.Left, (int)placed.Top, placed.Cell.Width, placed.Cell.Height, SheetStyle.Empty);
            }
        }

        return new Image(canvas.Width, canvas.Height, pixels);
    }

    /// <summary>Fills a line's outlines into a mask of how much of each pixel they cover, and lets the colour through it.</summary>
    private static void Write(Canvas canvas, PlacedLine line, SheetFont font)
    {
        // A font size of room all around: accents, descenders, and letters that lean out.
        int room = (int)line.Size;
        int width = (int)MathF.Ceiling(font.Measure(line.Text, line.IsStrong) * line.Size) + (2 * room);
        int height = 3 * room;
        using SKBitmap mask = new(new SKImageInfo(width, height, SKColorType.Alpha8, SKAlphaType.Premul));
        using SKCanvas drawing = new(mask);
        using SKPaint ink = new() { IsAntialias = true, Color = SKColors.Black, Style = SKPaintStyle.Fill };
        drawing.Clear(SKColors.Transparent);
        foreach ((SheetGlyph glyph, float start) in font.Glyphs(line.Text, line.IsStrong))
        {
            if (glyph.Outline is not null)
            {
                float scale = glyph.Scale * line.Size;
                drawing.SetMatrix(new SKMatrix(scale, 0, room + (start * line.Size), 0, scale, 2 * room, 0, 0, 1));
                drawing.DrawPath(glyph.Outline, ink);
            }
        }

        drawing.Flush();
        canvas.Blend(mask.GetPixelSpan(), mask.RowBytes, width, height, (int)line.Left - room, (int)line.Baseline - (2 * room), line.Colour);
    }

    /// <summary>The sheet's pixels; what lies outside is left out.</summary>
    private sealed class Canvas(byte[] pixels, int width, int height)
    {
        public int Width => width;

        public int Height => height;

        public void Fill(int left, int top, int columns, int rows, SheetColour colour)
        {
            for (int y = top; y < top + rows; y++)
            {
                for (int x = left; x < left + columns; x++)
                {
                    int at = ((y * width) + x) * 3;
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
                }
            }
        }

        public void Paste(Image picture, int left, int top)
        {
            int rowBytes = picture.Width * 3;
            for (int y = 0; y < picture.Height; y++)
            {
                picture.Pixels.Span.Slice(y * rowBytes, rowBytes).CopyTo(pixels.AsSpan((((top + y) * width) + left) * 3));
            }
        }

        public void Blend(ReadOnlySpan<byte> mask, int stride, int columns, int rows, int left, int top, SheetColour colour)
        {
            for (int y = Math.Max(0, -top); y < rows && top + y < height; y++)
            {
                for (int x = Math.Max(0, -left); x < columns && left + x < width; x++)
                {
                    int cover = mask[(y * stride) + x];
                    int at = (((top + y) * width) + left + x) * 3;
                    pixels[at] = Mix(pixels[at], colour.Red, cover);
                    pixels[at + 1] = Mix(pixels[at + 1], colour.Green, cover);
                    pixels[at + 2] = Mix(pixels[at + 2], colour.Blue, cover);
                }
            }
        }

        private static byte Mix(int below, int above, int cover) => (byte)(((below * (255 - cover)) + (above * cover) + 127) / 255);
    }
}
