using Easel.Pocket.Rendering;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Thick black outlines and a white gloss.</summary>
internal sealed class CartoonManner : Manner
{
    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        SKColor main = Palette.Of(placement.Subject.Hue);
        Stroke(board.Canvas, placement, Palette.Line, 7.5f * board.Scale);
        Fill(board.Canvas, placement, main);
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        board.Canvas.Save();
        board.Canvas.ClipPath(silhouette, SKClipOperation.Intersect, true);
        using SKPaint gloss = new() { Color = SKColors.White.WithAlpha(190), IsAntialias = true };
        board.Canvas.Translate(placement.X - (0.36f * placement.Radius), placement.Y - (0.42f * placement.Radius));
        board.Canvas.RotateDegrees(-40);
        board.Canvas.DrawOval(0, 0, 0.26f * placement.Radius, 0.12f * placement.Radius, gloss);
        board.Canvas.Restore();
        Stroke(board.Canvas, placement, Palette.Line, 3.4f * board.Scale);
    }
}
