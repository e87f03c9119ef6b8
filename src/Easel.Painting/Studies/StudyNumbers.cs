using System.Globalization;
using Easel.Imaging;
using Easel.Painting.Studies.Axes;

namespace Easel.Painting.Studies;

/// <summary>Numbers as sheet and page show them.</summary>
internal static class StudyNumbers
{
    /// <summary>Such as <c>2.13 s</c>, <c>21.3 s</c>, <c>213 s</c>.</summary>
    public static string Seconds(double seconds)
        => seconds.ToString(seconds switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" }, CultureInfo.InvariantCulture) + " s";

    /// <summary>Such as <c>28.4 dB</c>.</summary>
    public static string Decibels(ImageDifference difference)
        => double.IsFinite(difference.PeakSignalToNoise) ? difference.PeakSignalToNoise.ToString("0.0", CultureInfo.InvariantCulture) + " dB" : "equal";

    /// <summary>Such as <c>Δ3.1</c>.</summary>
    public static string Mean(ImageDifference difference) => "Δ" + difference.Mean.ToString(difference.Mean < 0.95 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    /// <summary>What is below a picture: its size where labels do not tell it, its time, and how far it is from what it is measured against.</summary>
    public static string Caption(StudyResult result, IReadOnlyList<StudyAxis> axes)
    {
        List<string> parts = [];
        if (axes.Any(axis => axis.Parameter == StudyParameters.Aspect))
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{result.Painted.Picture.Width} × {result.Painted.Picture.Height}"));
        }

        parts.Add(Seconds(result.Painted.Seconds));
        if (result.Difference is ImageDifference difference)
        {
            parts.Add(Decibels(difference));
            if (difference.Largest > 0)
            {
                parts.Add(Mean(difference));
            }
        }

        // Spaces that do not break keep a number and its unit on one line; those between parts are wider.
        return string.Join("\u2002 ", parts.Select(part => part.Replace(' ', '\u00A0')));
    }

    /// <summary>What the numbers mean, in a sentence; none if there are only seconds.</summary>
    public static string? Legend(IReadOnlyList<StudyAxis> axes)
    {
        int along = StudyResult.ComparedAxis(axes);
        if (along < 0)
        {
            return null;
        }

        StudyAxis axis = axes[along];
        AxisValue reference = axis.Parameter.Compares == Comparison.First ? axis.Values[0] : axis.Values[^1];
        return $"dB: PSNR against {axis.Parameter.Name} {reference.Label}. Δ: mean difference from it, of 255 levels.";
    }
}
