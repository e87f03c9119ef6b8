using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>A dark floor with glowing lines, subjects with a glowing outline.</summary>
internal sealed class SynthwaveManner : Manner
{
    private static readonly SKColor s_floor = new(26, 8, 50);
    private static readonly SKColor s_magenta = new(255, 44, 196);
    private static readonly SKColor s_cyan = new(52, 236, 255);

    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        PerspectiveFloor floor = new(board.Width, board.Height, board.Dice.Pick<float>([0, 0.5f]));
        using SKPaint paint = new() { Color = s_floor };
        board.Canvas.DrawRect(0, floor.Horizon, board.Width, board.Height - floor.Horizon, paint);

        using SKPaint line = new() { Color = s_magenta, IsAntialias = true, IsStroke = true, StrokeWidth = 2.4f * board.Scale };
        for (int row = 0; row < PerspectiveFloor.Rows; row++)
        {
            board.Canvas.DrawLine(0, floor.Row(row), board.Width, floor.Row(row), line);
        }

        for (int column = -8; column < 9; column++)
        {
            board.Canvas.DrawLine(floor.Column(column, floor.Horizon), floor.Horizon, floor.Column(column, board.Height), board.Height, line);
        }
    }

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        using SKMaskFilter blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 4.5f * board.Scale);
        using (SKPaint glow = new() { Color = s_cyan, IsAntialias = true, IsStroke = true, StrokeWidth = 9 * board.Scale, MaskFilter = blur })
        {
            board.Canvas.DrawPath(silhouette, glow);
        }

        Fill(board.Canvas, placement, Palette.Of(placement.Subject.Hue));
        using SKPaint rim = new() { Color = s_cyan, IsAntialias = true, IsStroke = true, StrokeWidth = 2.6f * board.Scale, StrokeJoin = SKStrokeJoin.Round };
        board.Canvas.DrawPath(silhouette, rim);
    }
}
