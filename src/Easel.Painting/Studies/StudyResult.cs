using Easel.Imaging;
using Easel.Painting.Studies.Axes;
using Easel.Painting.Studies.Cells;

namespace Easel.Painting.Studies;

/// <summary>A finished cell.</summary>
/// <param name="Cell">where it stands, and what was asked for</param>
/// <param name="Painted">its picture and time</param>
/// <param name="File">the picture, from the study's folder on</param>
/// <param name="IsReused">whether it was painted in an earlier run</param>
/// <param name="Difference">from the picture it is measured against; none if there is none, or it is that one itself</param>
internal sealed record StudyResult(PlannedCell Cell, PaintedCell Painted, string File, bool IsReused, ImageDifference? Difference = null)
{
    /// <summary>The results with their differences: along the first axis that compares, if there is one.</summary>
    public static IReadOnlyList<StudyResult> Compared(IReadOnlyList<StudyResult> results, StudyPlan plan, IReadOnlyList<StudyAxis> axes)
    {
        int along = ComparedAxis(axes);
        if (along < 0)
        {
            return results;
        }

        int reference = axes[along].Parameter.Compares == Comparison.First ? 0 : axes[along].Values.Count - 1;
        return [.. results.Select(result => result with { Difference = Compare(result, results[ReferenceOf(result.Cell)]) })];

        int ReferenceOf(PlannedCell cell) => plan.IndexOf(along == 0 ? reference : cell.X, along == 1 ? reference : cell.Y, along == 2 ? reference : cell.Z);
    }

    /// <summary>Which axis's pictures are measured against one of them; -1 if none's.</summary>
    public static int ComparedAxis(IReadOnlyList<StudyAxis> axes)
        => axes.ToList().FindIndex(axis => axis.Parameter.Compares != Comparison.None && axis.Values.Count > 1);

    private static ImageDifference? Compare(StudyResult result, StudyResult with)
    {
        Image picture = result.Painted.Picture;
        return ReferenceEquals(result, with) || Math.Min(picture.Width, picture.Height) < ImageDifference.LeastSide ? null : ImageDifference.Of(with.Painted.Picture, picture);
    }
}
