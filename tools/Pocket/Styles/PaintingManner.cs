using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Short thick strokes that follow a slow field of directions, each a little lighter or darker than what is below it.</summary>
internal sealed class PaintingManner : Manner
{
    private readonly float[] _lights = [0.88f, 0.96f, 1.04f, 1.12f];

    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        Brush(board, new SKRect(0, 0, board.Width, board.Height), 9 * board.Scale);
    }

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        base.DrawFigure(board, placement);
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        board.Canvas.Save();
        board.Canvas.ClipPath(silhouette, SKClipOperation.Intersect, true);
        Brush(board, silhouette.TightBounds, 7 * board.Scale);
        board.Canvas.Restore();
    }

    /// <summary>Covers a box with strokes in the colours that are there.</summary>
    private void Brush(DrawingBoard board, SKRect box, float step)
    {
        using SKBitmap before = board.Bitmap.Copy();
        float turn = board.Dice.Between(0, MathF.Tau);
        using SKPaint paint = new() { IsAntialias = true, IsStroke = true, StrokeWidth = 0.85f * step, StrokeCap = SKStrokeCap.Round };
        for (float row = box.Top; row < box.Bottom + step; row += step)
        {
            for (float column = box.Left; column < box.Right + step; column += step)
            {
                float x = column + (board.Dice.Between(-0.3f, 0.3f) * step);
                float y = row + (board.Dice.Between(-0.3f, 0.3f) * step);
                SKColor below = before.GetPixel(Math.Clamp((int)x, 0, board.Width - 1), Math.Clamp((int)y, 0, board.Height - 1));
                paint.Color = Palette.Scale(below, board.Dice.Pick<float>(_lights));
                (float sin, float cos) = MathF.SinCos(turn + (0.016f * (x + y) / board.Scale));
                board.Canvas.DrawLine(x - (cos * step), y - (sin * step), x + (cos * step), y + (sin * step), paint);
            }
        }
    }
}
