using Easel.Pocket.Rendering;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Outlines and hatching in the subject's colour; nothing is filled.</summary>
internal sealed class SketchManner : Manner
{
    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        SKColor colour = Palette.Of(placement.Subject.Hue);
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        board.Canvas.Save();
        board.Canvas.ClipPath(silhouette, SKClipOperation.Intersect, true);
        using SKPaint hatch = new() { Color = colour, IsAntialias = true, IsStroke = true, StrokeWidth = 2.2f * board.Scale };
        float reach = placement.Radius;
        for (float offset = -2 * reach; offset < 2 * reach; offset += 7.5f * board.Scale)
        {
            board.Canvas.DrawLine(placement.X + offset - reach, placement.Y + reach, placement.X + offset + reach, placement.Y - reach, hatch);
        }

        board.Canvas.Restore();
        Stroke(board.Canvas, placement, colour, 3.2f * board.Scale);
    }
}
