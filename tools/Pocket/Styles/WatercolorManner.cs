using Easel.Pocket.Rendering;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Thin colour that gathers in blotches and at rims, on paper that shows at the edge.</summary>
internal sealed class WatercolorManner : Manner
{
    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        SKColor main = Palette.Of(placement.Subject.Hue);
        Fill(board.Canvas, placement, Palette.Mix(main, SKColors.White, 0.18f), 225);
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        board.Canvas.Save();
        board.Canvas.ClipPath(silhouette, SKClipOperation.Intersect, true);
        Blotches(board, placement.X, placement.Y, placement.Radius, 3, 64);
        board.Canvas.Restore();
        using SKPaint rim = new() { Color = Palette.Shade(main, Tone.Dark).WithAlpha(150), IsAntialias = true, IsStroke = true, StrokeWidth = 3 * board.Scale };
        board.Canvas.DrawPath(silhouette, rim);
    }

    /// <inheritdoc/>
    public override void Finish(DrawingBoard board)
    {
        Blotches(board, board.Width / 2f, board.Height / 2f, MathF.Max(board.Width, board.Height) / 2f, 4, 56);
        float margin = 7 * board.Scale;
        using SKPathBuilder builder = new();
        builder.AddRect(new SKRect(-40, -40, board.Width + 40, board.Height + 40));
        const int Corners = 16;
        SKPoint[] corners = new SKPoint[Corners];
        for (int i = 0; i < Corners; i++)
        {
            (float sin, float cos) = MathF.SinCos(i * MathF.Tau / Corners);
            float reach = 1 / MathF.Max(MathF.Abs(sin), MathF.Abs(cos));
            float inset = margin * board.Dice.Between(0.6f, 1.8f);
            corners[i] = new((board.Width / 2f) + (((board.Width / 2f) - inset) * cos * reach), (board.Height / 2f) + (((board.Height / 2f) - inset) * sin * reach));
        }

        builder.AddPoly(corners, close: true);
        using SKPath paper = builder.Detach();
        paper.FillType = SKPathFillType.EvenOdd;
        using SKMaskFilter soft = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 1.2f * board.Scale);
        using SKPaint paint = new() { Color = new(250, 248, 242), IsAntialias = true, MaskFilter = soft };
        board.Canvas.DrawPath(paper, paint);
    }

    private static void Blotches(DrawingBoard board, float x, float y, float reach, int count, byte alpha)
    {
        for (int i = 0; i < count; i++)
        {
            SKPoint centre = new(x + (board.Dice.Between(-0.8f, 0.8f) * reach), y + (board.Dice.Between(-0.8f, 0.8f) * reach));
            SKColor light = SKColors.White.WithAlpha(i % 2 == 0 ? alpha : (byte)0);
            SKColor colour = i % 2 == 0 ? light : SKColors.Black.WithAlpha((byte)(alpha / 3));
            using SKShader shader = SKShader.CreateRadialGradient(centre, 0.55f * reach, [colour, colour, colour.WithAlpha(0)], [0, 0.5f, 1], SKShaderTileMode.Clamp);
            using SKPaint paint = new() { Shader = shader, IsAntialias = true };
            board.Canvas.DrawCircle(centre, 0.55f * reach, paint);
        }
    }
}
