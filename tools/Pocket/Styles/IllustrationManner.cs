using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Stickers: a white rim, the right half darker, a light disc behind everything.</summary>
internal sealed class IllustrationManner : Manner
{
    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        using SKPaint halo = new() { IsAntialias = true, Color = SKColors.White.WithAlpha(64) };
        board.Canvas.DrawCircle(board.Width / 2f, board.Height / 2f, 0.44f * MathF.Min(board.Width, board.Height), halo);
    }

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        using SKPaint rim = new() { Color = SKColors.White, IsAntialias = true, IsStroke = true, StrokeWidth = 7.5f * board.Scale, StrokeJoin = SKStrokeJoin.Round };
        board.Canvas.DrawPath(silhouette, rim);
        Fill(board.Canvas, placement, Palette.Of(placement.Subject.Hue));

        board.Canvas.Save();
        board.Canvas.ClipPath(silhouette, SKClipOperation.Intersect, true);
        using SKPaint shade = new() { Color = SKColors.Black.WithAlpha(72) };
        board.Canvas.DrawRect(placement.X, placement.Y - placement.Radius, placement.Radius, 2 * placement.Radius, shade);
        board.Canvas.Restore();
    }
}
