using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Rendering;

/// <summary>Paints what lies behind the subjects, flat.</summary>
internal static class BackdropPainter
{
    /// <summary>Covers the whole canvas.</summary>
    public static void Paint(SKCanvas canvas, Backdrop backdrop, int width, int height, Dice dice)
    {
        switch (backdrop.Place)
        {
            case Place.Plain:
                canvas.Clear(Palette.Of(backdrop.Hue));
                break;
            case Place.Sky:
                Gradient(canvas, width, height, new(96, 176, 240), new(196, 230, 252));
                Puffs(canvas, width, height, dice);
                break;
            case Place.Night:
                Gradient(canvas, width, height, new(14, 20, 66), new(44, 60, 120));
                Dots(canvas, width, (int)(0.7f * height), 9, 1.8f, new(250, 246, 200), dice);
                Ground(canvas, width, height, 0.8f, 0.06f, new(10, 16, 34), dice);
                break;
            case Place.Sunset:
                Gradient(canvas, width, height, new(116, 62, 150), new(240, 104, 70), new(254, 208, 96));
                Ground(canvas, width, height, 0.86f, 0.03f, new(92, 40, 74), dice);
                break;
            case Place.Sea:
                Gradient(canvas, width, height, new(170, 216, 240), new(214, 238, 246));
                Waves(canvas, width, height, dice);
                break;
            case Place.Desert:
                Gradient(canvas, width, height, new(250, 232, 178), new(252, 242, 208));
                Ground(canvas, width, height, 0.56f, 0.07f, new(226, 178, 104), dice);
                Ground(canvas, width, height, 0.74f, 0.07f, new(204, 150, 80), dice);
                break;
            case Place.Snow:
                Gradient(canvas, width, height, new(150, 172, 200), new(192, 208, 226));
                Ground(canvas, width, height, 0.66f, 0.05f, new(246, 249, 253), dice);
                Dots(canvas, width, (int)(0.66f * height), 12, 2.4f, new(250, 252, 255), dice);
                break;
            default:
                canvas.Clear(new SKColor(10, 6, 20));
                Nebula(canvas, width, height, dice);
                Dots(canvas, width, height, 14, 1.8f, new(240, 240, 255), dice);
                break;
        }
    }

    /// <summary>One colour from edge to edge, from top to bottom through the given ones.</summary>
    public static void Gradient(SKCanvas canvas, int width, int height, params SKColor[] colours)
    {
        using SKShader shader = SKShader.CreateLinearGradient(new(0, 0), new(0, height), colours, SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader };
        canvas.DrawRect(0, 0, width, height, paint);
    }

    private static void Ground(SKCanvas canvas, int width, int height, float level, float swing, SKColor colour, Dice dice)
    {
        float left = (level + dice.Between(-swing, swing)) * height;
        float right = (level + dice.Between(-swing, swing)) * height;
        float hump = (level - (2 * swing)) * height;
        using SKPathBuilder builder = new();
        builder.MoveTo(0, left);
        builder.CubicTo(0.33f * width, hump, 0.66f * width, (2 * level * height) - hump, width, right);
        builder.LineTo(width, height);
        builder.LineTo(0, height);
        builder.Close();
        using SKPath path = builder.Detach();
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private static void Waves(SKCanvas canvas, int width, int height, Dice dice)
    {
        float level = height * dice.Between(0.5f, 0.56f);
        using SKPaint water = new() { Color = new(34, 128, 178) };
        canvas.DrawRect(0, level, width, height - level, water);
        using SKPaint crest = new() { Color = new(120, 196, 222), IsAntialias = true, IsStroke = true, StrokeWidth = 2.6f };
        float start = dice.Between(-16, 0);
        for (float y = level + (0.11f * height); y < height; y += 0.15f * height, start = dice.Between(-16, 0))
        {
            using SKPathBuilder builder = new();
            builder.MoveTo(start, y);
            for (float x = start; x < width; x += 32)
            {
                builder.RQuadTo(8, -8, 16, 0);
                builder.RQuadTo(8, 8, 16, 0);
            }

            using SKPath path = builder.Detach();
            canvas.DrawPath(path, crest);
        }
    }

    private static void Puffs(SKCanvas canvas, int width, int height, Dice dice)
    {
        using SKPaint paint = new() { Color = new(255, 255, 255, 110), IsAntialias = true };
        for (int i = 0; i < 2; i++)
        {
            float x = dice.Between(0.1f, 0.9f) * width;
            float y = dice.Between(0.08f, 0.9f) * height;
            canvas.DrawOval(x, y, 0.17f * width, 0.045f * height, paint);
        }
    }

    private static void Nebula(SKCanvas canvas, int width, int height, Dice dice)
    {
        SKPoint centre = new(dice.Between(0.2f, 0.8f) * width, dice.Between(0.2f, 0.8f) * height);
        using SKShader shader = SKShader.CreateRadialGradient(centre, 0.55f * width, [new(108, 40, 140), new(108, 40, 140, 0)], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader };
        canvas.DrawRect(0, 0, width, height, paint);
    }

    private static void Dots(SKCanvas canvas, int width, int height, int count, float radius, SKColor colour, Dice dice)
    {
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        for (int i = 0; i < count; i++)
        {
            canvas.DrawCircle(dice.Unit() * width, dice.Unit() * height, radius * dice.Between(0.7f, 1.2f), paint);
        }
    }
}
