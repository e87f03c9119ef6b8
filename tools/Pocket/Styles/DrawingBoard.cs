using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>What a picture is drawn on.</summary>
/// <param name="Bitmap">Its pixels.</param>
/// <param name="Canvas">Draws into the pixels.</param>
/// <param name="Dice">Where chance comes from.</param>
internal sealed record DrawingBoard(SKBitmap Bitmap, SKCanvas Canvas, Dice Dice)
{
    /// <summary>In pixels.</summary>
    public int Width => Bitmap.Width;

    /// <summary>In pixels.</summary>
    public int Height => Bitmap.Height;

    /// <summary>The length that sizes of strokes refer to: 1 in a picture of 128 x 128.</summary>
    public float Scale => MathF.Sqrt(Width * Height) / 128;
}
