using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>A chequered floor in pink and turquoise, a pastel glow over the horizon, each subject with a pink and a turquoise echo.</summary>
internal sealed class VaporwaveManner : Manner
{
    private static readonly SKColor s_pink = new(255, 134, 208);
    private static readonly SKColor s_turquoise = new(92, 232, 226);

    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        PerspectiveFloor floor = new(board.Width, board.Height, board.Dice.Pick<float>([0, 0.5f]));
        using (SKShader shader = SKShader.CreateLinearGradient(new(0, 0.45f * board.Height), new(0, floor.Horizon), [s_pink.WithAlpha(0), s_pink.WithAlpha(160)], SKShaderTileMode.Clamp))
        using (SKPaint glow = new() { Shader = shader })
        {
            board.Canvas.DrawRect(0, 0, board.Width, floor.Horizon, glow);
        }

        using SKPaint tile = new() { IsAntialias = true, Color = s_turquoise };
        board.Canvas.DrawRect(0, floor.Horizon, board.Width, board.Height - floor.Horizon, tile);
        tile.Color = s_pink;
        for (int row = 0; row < PerspectiveFloor.Rows; row++)
        {
            for (int column = -8; column < 8; column++)
            {
                if (((row + column) & 1) == 0)
                {
                    using SKPath outline = floor.Tile(column, row);
                    board.Canvas.DrawPath(outline, tile);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        using SKPaint echo = new() { IsAntialias = true, Color = s_turquoise };
        float offset = 3.5f * board.Scale;
        board.Canvas.Save();
        board.Canvas.Translate(-offset, 0);
        board.Canvas.DrawPath(silhouette, echo);
        echo.Color = s_pink;
        board.Canvas.Translate(2 * offset, 0);
        board.Canvas.DrawPath(silhouette, echo);
        board.Canvas.Restore();
        Fill(board.Canvas, placement, Palette.Of(placement.Subject.Hue));
    }
}
