using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Panes around scattered points, lighter and darker, with lead between them; lead around the subjects and across them.</summary>
internal sealed class StainedGlassManner : Manner
{
    private const int Columns = 3;
    private const float LeadWidth = 3;

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        base.DrawFigure(board, placement);
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        using SKPaint light = new() { Color = SKColors.White.WithAlpha(64) };
        using SKPaint lead = new() { Color = Palette.Line, IsAntialias = true, IsStroke = true, StrokeWidth = 2.8f * board.Scale };
        board.Canvas.Save();
        board.Canvas.ClipPath(silhouette, SKClipOperation.Intersect, true);
        board.Canvas.DrawRect(placement.X - placement.Radius, placement.Y - placement.Radius, placement.Radius, placement.Radius, light);
        board.Canvas.DrawRect(placement.X, placement.Y, placement.Radius, placement.Radius, light);
        board.Canvas.DrawLine(placement.X - placement.Radius, placement.Y, placement.X + placement.Radius, placement.Y, lead);
        board.Canvas.DrawLine(placement.X, placement.Y - placement.Radius, placement.X, placement.Y + placement.Radius, lead);
        board.Canvas.Restore();
        Stroke(board.Canvas, placement, Palette.Line, 4.2f * board.Scale);
    }

    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        board.Canvas.Flush();
        float side = board.Width / (float)Columns;
        int rows = (int)MathF.Round(board.Height / side);
        (SKPoint Centre, float Light)[] panes = new (SKPoint, float)[Columns * rows];
        for (int i = 0; i < panes.Length; i++)
        {
            float x = ((i % Columns) + 0.5f + board.Dice.Between(-0.32f, 0.32f)) * side;
            float y = ((i / Columns) + 0.5f + board.Dice.Between(-0.32f, 0.32f)) * board.Height / rows;
            panes[i] = (new(x, y), board.Dice.Pick<float>([0.76f, 0.9f, 1.06f, 1.2f]));
        }

        for (int y = 0; y < board.Height; y++)
        {
            for (int x = 0; x < board.Width; x++)
            {
                Glaze(board, panes, x, y);
            }
        }
    }

    private static void Glaze(DrawingBoard board, (SKPoint Centre, float Light)[] panes, int x, int y)
    {
        float nearest = float.MaxValue;
        float second = float.MaxValue;
        float light = 1;
        foreach ((SKPoint centre, float paneLight) in panes)
        {
            float distance = MathF.Sqrt(((x - centre.X) * (x - centre.X)) + ((y - centre.Y) * (y - centre.Y)));
            if (distance < nearest)
            {
                (nearest, second, light) = (distance, nearest, paneLight);
            }
            else if (distance < second)
            {
                second = distance;
            }
        }

        float glass = Math.Clamp((second - nearest - LeadWidth) / 1.5f, 0, 1);
        SKColor pane = Palette.Scale(board.Bitmap.GetPixel(x, y), light);
        board.Bitmap.SetPixel(x, y, Palette.Mix(Palette.Line, pane, glass));
    }
}
