using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>Large tinted planes behind and over the subjects, each subject with two turned echoes.</summary>
internal sealed class AbstractManner : Manner
{
    /// <inheritdoc/>
    public override void DrawBackdrop(DrawingBoard board, Backdrop backdrop)
    {
        base.DrawBackdrop(board, backdrop);
        for (int i = 0; i < 4; i++)
        {
            SKColor tint = i % 2 == 0 ? SKColors.White : SKColors.Black;
            Plane(board, tint.WithAlpha(i % 2 == 0 ? (byte)56 : (byte)46));
        }
    }

    /// <inheritdoc/>
    public override void DrawFigure(DrawingBoard board, Placement placement)
    {
        SKColor main = Palette.Of(placement.Subject.Hue);
        foreach (float turn in (ReadOnlySpan<float>)[-34, 28])
        {
            board.Canvas.Save();
            board.Canvas.RotateDegrees(turn, placement.X, placement.Y);
            Fill(board.Canvas, placement with { Radius = 1.08f * placement.Radius }, Palette.Scale(main, turn < 0 ? 0.75f : 1.35f), 120);
            board.Canvas.Restore();
        }

        Fill(board.Canvas, placement, main);
    }

    /// <inheritdoc/>
    public override void Finish(DrawingBoard board) => Plane(board, SKColors.White.WithAlpha(34));

    /// <summary>A triangle across a good part of the picture.</summary>
    private static void Plane(DrawingBoard board, SKColor colour)
    {
        using SKPathBuilder builder = new();
        float start = board.Dice.Between(0, MathF.Tau);
        SKPoint[] corners = new SKPoint[3];
        for (int i = 0; i < corners.Length; i++)
        {
            (float sin, float cos) = MathF.SinCos(start + ((i + board.Dice.Between(-0.25f, 0.25f)) * MathF.Tau / corners.Length));
            corners[i] = new(board.Width * (0.5f + (0.72f * cos)), board.Height * (0.5f + (0.72f * sin)));
        }

        builder.AddPoly(corners, close: true);
        using SKPath path = builder.Detach();
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        board.Canvas.DrawPath(path, paint);
    }
}
