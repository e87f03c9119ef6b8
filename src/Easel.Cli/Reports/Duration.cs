using System.Globalization;

namespace Easel.Cli.Reports;

/// <summary>Times as people read them.</summary>
internal static class Duration
{
    /// <summary>Such as <c>0:07</c>, <c>12:34</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        return seconds < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }

    /// <summary>Seconds per step, or steps per second if that is more than one.</summary>
    public static string Pace(TimeSpan step) => step.TotalSeconds is > 0 and < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{1 / step.TotalSeconds:0.0} it/s")
        : string.Create(CultureInfo.InvariantCulture, $"{step.TotalSeconds:0.00} s/it");
}
