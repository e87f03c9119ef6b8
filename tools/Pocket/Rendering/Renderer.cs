using Easel.Pocket.Scenes;
using Easel.Pocket.Styles;
using SkiaSharp;

namespace Easel.Pocket.Rendering;

/// <summary>Draws scenes.</summary>
internal static class Renderer
{
    /// <summary>Draws a scene into a picture of RGB bytes, rows from the top.</summary>
    /// <param name="scene">What to show.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="dice">What the scene leaves open: where exactly things stand, where stars are.</param>
    /// <param name="picture">width x height x 3 bytes.</param>
    public static void Render(Scene scene, int width, int height, Dice dice, Span<byte> picture)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKCanvas canvas = new(bitmap);
        DrawingBoard board = new(bitmap, canvas, dice);
        Manner manner = Manner.Of(scene.Style);

        manner.DrawBackdrop(board, scene.Backdrop);
        foreach (Placement placement in Layout.Place(scene, width, height, dice))
        {
            manner.DrawFigure(board, placement);
        }

        manner.Finish(board);
        canvas.Flush();
        ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0, j = 0; j < picture.Length; i += 4, j += 3)
        {
            pixels.Slice(i, 3).CopyTo(picture[j..]);
        }
    }
}
