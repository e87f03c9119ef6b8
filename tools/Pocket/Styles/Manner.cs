using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>A way to draw; this one is flat, others change what they draw differently.</summary>
internal class Manner
{
    /// <summary>How each style draws.</summary>
    public static Manner Of(Style style) => style switch
    {
        Style.Photo => new PhotoManner(),
        Style.Painting => new PaintingManner(),
        Style.Sketch => new SketchManner(),
        Style.Cartoon => new CartoonManner(),
        Style.Illustration => new IllustrationManner(),
        Style.PixelArt => new PixelManner(),
        Style.Watercolor => new WatercolorManner(),
        Style.Vaporwave => new VaporwaveManner(),
        Style.Synthwave => new SynthwaveManner(),
        Style.StainedGlass => new StainedGlassManner(),
        Style.Abstract => new AbstractManner(),
        _ => new Manner(),
    };

    /// <summary>Covers the canvas.</summary>
    public virtual void DrawBackdrop(DrawingBoard board, Backdrop backdrop) =>
        BackdropPainter.Paint(board.Canvas, backdrop, board.Width, board.Height, board.Dice);

    /// <summary>Draws a subject over what is there.</summary>
    public virtual void DrawFigure(DrawingBoard board, Placement placement) => Fill(board.Canvas, placement, Palette.Of(placement.Subject.Hue));

    /// <summary>Changes the whole picture at the end.</summary>
    public virtual void Finish(DrawingBoard board)
    {
    }

    /// <summary>Fills each part with its tone.</summary>
    protected static void Fill(SKCanvas canvas, Placement placement, SKColor main, byte alpha = 255)
    {
        using SKPaint paint = new() { IsAntialias = true };
        foreach ((SKPath outline, Tone tone) in placement.Figure.Parts)
        {
            using SKPath path = Placed(outline, placement);
            paint.Color = Palette.Shade(main, tone).WithAlpha(alpha);
            canvas.DrawPath(path, paint);
        }
    }

    /// <summary>Draws the outline of every part.</summary>
    protected static void Stroke(SKCanvas canvas, Placement placement, SKColor colour, float width)
    {
        using SKPaint paint = new() { IsAntialias = true, IsStroke = true, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Round, Color = colour };
        foreach ((SKPath outline, _) in placement.Figure.Parts)
        {
            using SKPath path = Placed(outline, placement);
            canvas.DrawPath(path, paint);
        }
    }

    /// <summary>An outline where the figure stands.</summary>
    protected static SKPath Placed(SKPath outline, Placement placement)
    {
        SKPath path = new();
        outline.Transform(placement.Matrix, path);
        return path;
    }
}
