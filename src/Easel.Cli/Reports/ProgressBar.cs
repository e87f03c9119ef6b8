using System.Globalization;

namespace Easel.Cli.Reports;

/// <summary>Lays a line with a bar out for a width.</summary>
internal sealed class ProgressBar(int columns, bool hasUnicode)
{
    /// <summary>Letters of a label, and the space behind it.</summary>
    public const int LabelWidth = 18;

    private const int WidestBar = 40;
    private const int NarrowestBar = 4;

    /// <summary>A label, a bar, how many are done, and a remark; without the bar if there is no room.</summary>
    public string Line(string label, int done, int all, string remark)
    {
        string count = string.Create(CultureInfo.InvariantCulture, $"{done}/{all}");
        string tail = remark.Length == 0 ? count : $"{count,-8} {remark}";
        string head = label.PadRight(LabelWidth);

        // The widest remark is kept free beside every bar, so that the bars have one length.
        int room = Math.Min(columns - LabelWidth - 40, WidestBar);
        string bar = room < NarrowestBar ? "" : $"{Bar(done, all, room)} ";
        string line = head + bar + tail;
        return line.Length <= columns ? line : line[..Math.Max(columns, 0)];
    }

    private string Bar(int done, int all, int width)
    {
        int filled = (int)((long)width * done / Math.Max(all, 1));
        return hasUnicode
            ? new string('━', filled) + new string('┄', width - filled)
            : new string('#', filled) + new string('.', width - filled);
    }
}
