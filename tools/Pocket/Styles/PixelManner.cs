using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Squares of four by four pixels in few colours.</summary>
internal sealed class PixelManner : Manner
{
    private const int Side = 4;

    /// <inheritdoc/>
    public override void Finish(DrawingBoard board)
    {
        for (int top = 0; top < board.Height; top += Side)
        {
            for (int left = 0; left < board.Width; left += Side)
            {
                SKColor colour = board.Bitmap.GetPixel(Math.Min(left + (Side / 2), board.Width - 1), Math.Min(top + (Side / 2), board.Height - 1));
                using SKPaint paint = new() { Color = new(Few(colour.Red), Few(colour.Green), Few(colour.Blue)) };
                board.Canvas.DrawRect(left, top, Side, Side, paint);
            }
        }
    }

    /// <summary>The nearest of eleven levels.</summary>
    private static byte Few(byte channel) => (byte)Math.Min(255, (channel + 12) / 24 * 24);
}
