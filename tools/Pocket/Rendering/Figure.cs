using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Rendering;

/// <summary>A subject's drawing, in a box from -100 to 100 with y downwards; parts lie over each other in their order.</summary>
internal sealed class Figure
{
    private static readonly Figure[] s_figures = [.. Enum.GetValues<SubjectKind>().Select(kind => new Figure(FigureOutlines.Of(kind)))];

    private Figure((string Outline, Tone Tone)[] parts)
    {
        Parts = [.. parts.Select(part => (SKPath.ParseSvgPathData(part.Outline), part.Tone))];
        SKPath silhouette = new(Parts[0].Outline);
        foreach ((SKPath outline, _) in Parts.AsSpan(1))
        {
            silhouette = silhouette.Op(outline, SKPathOp.Union);
        }

        Silhouette = silhouette;
        Bounds = silhouette.TightBounds;
    }

    /// <summary>Outlines and what they are filled with.</summary>
    public (SKPath Outline, Tone Tone)[] Parts { get; }

    /// <summary>All parts as one outline.</summary>
    public SKPath Silhouette { get; }

    /// <summary>The box that the figure really fills.</summary>
    public SKRect Bounds { get; }

    /// <summary>The drawing of a subject.</summary>
    public static Figure Of(SubjectKind kind) => s_figures[(int)kind];
}
