using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Rendering;

/// <summary>Where a figure stands: its box from -100 to 100 lies around a centre.</summary>
/// <param name="Subject">What stands there.</param>
/// <param name="X">The box's centre, in pixels.</param>
/// <param name="Y">The box's centre, in pixels.</param>
/// <param name="Radius">Half the box's side, in pixels.</param>
internal readonly record struct Placement(Subject Subject, float X, float Y, float Radius)
{
    /// <summary>From the figure's box to the picture.</summary>
    public SKMatrix Matrix => SKMatrix.CreateScaleTranslation(Radius / 100, Radius / 100, X, Y);

    /// <summary>The figure's drawing.</summary>
    public Figure Figure => Figure.Of(Subject.Kind);

    /// <summary>The highest point, in pixels.</summary>
    public float Top => Y + (Figure.Bounds.Top * Radius / 100);
}
