using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Light from the upper left, a soft cast shadow, darker corners.</summary>
internal sealed class PhotoManner : Manner
{
    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        SKPoint light = new(0.4f * board.Width, 0.32f * board.Height);
        float reach = 0.95f * MathF.Max(board.Width, board.Height);
        using SKShader shader = SKShader.CreateRadialGradient(
            light, reach, [new SKColor(255, 255, 255, 70), new SKColor(128, 128, 128, 0), new SKColor(0, 0, 0, 150)], [0, 0.4f, 1], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader };
        board.Canvas.DrawRect(0, 0, board.Width, board.Height, paint);
    }

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        using SKPath silhouette = Placed(placement.Figure.Silhouette, placement);
        float offset = 0.16f * placement.Radius;
        using (SKMaskFilter blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 0.1f * placement.Radius))
        using (SKPaint shadow = new() { Color = new(0, 0, 0, 130), MaskFilter = blur, IsAntialias = true })
        {
            board.Canvas.Save();
            board.Canvas.Translate(offset, offset);
            board.Canvas.DrawPath(silhouette, shadow);
            board.Canvas.Restore();
        }

        Fill(board.Canvas, placement, Palette.Of(placement.Subject.Hue));
        SKPoint light = new(placement.X - (0.4f * placement.Radius), placement.Y - (0.45f * placement.Radius));
        using SKShader shader = SKShader.CreateRadialGradient(
            light, 1.7f * placement.Radius, [new SKColor(255, 255, 255, 170), new SKColor(255, 255, 255, 0), new SKColor(0, 0, 0, 150)], [0, 0.4f, 1], SKShaderTileMode.Clamp);
        using SKPaint shade = new() { Shader = shader, IsAntialias = true };
        board.Canvas.DrawPath(silhouette, shade);
    }
}
