using Easel.Imaging.Sheets;
using Easel.Painting.Studies.Axes;

namespace Easel.Painting.Studies;

/// <summary>A study as a labelled sheet.</summary>
internal static class StudySheet
{
    // Up to so many pictures of one axis stand in one row.
    private const int MostInRow = 8;

    /// <summary>The sheet of finished cells.</summary>
    public static LabelledSheet Of(StudyOptions options, StudyPlan plan, IReadOnlyList<StudyResult> results)
        => Of(options, plan, index => new SheetCell(results[index].Painted.Picture) { Caption = StudyNumbers.Caption(results[index], options.Axes) }, StudyFacts.Of(options, results));

    /// <summary>The sheet as it will be, without the pictures: to know its size before painting.</summary>
    public static LabelledSheet Before(StudyOptions options, StudyPlan plan)
        => Of(options, plan, index => new SheetCell(plan.Cells[index].Request.Request.Width, plan.Cells[index].Request.Request.Height) { Caption = "0.00 s" }, StudyFacts.Of(options, []));

    private static LabelledSheet Of(StudyOptions options, StudyPlan plan, Func<int, SheetCell> cellOf, IReadOnlyList<(string Name, string Value)> facts)
    {
        IReadOnlyList<StudyAxis> axes = options.Axes;
        int columns = options.Columns > 0 ? options.Columns : plan.Columns <= MostInRow ? plan.Columns : Math.Max(4, (int)Math.Ceiling(Math.Sqrt(plan.Columns)));
        IReadOnlyList<SheetBlock> blocks = axes.Count == 1 && columns < plan.Columns
            ? [Wrapped(axes[0], cellOf, columns)]
            : [.. Enumerable.Range(0, plan.Blocks).Select(z => Block(axes, plan, cellOf, z))];
        return new LabelledSheet(options.Base.Settings.Prompt.Trim() is { Length: > 0 } prompt ? prompt : "(no prompt)", blocks)
        {
            Subtitle = $"{string.Join(" × ", axes.Select(axis => axis.Parameter.Title))}\n{string.Join(" · ", facts.Select(fact => $"{fact.Name} {fact.Value}"))}",
            Footer = StudyNumbers.Legend(axes) is string legend ? $"{legend} Easel {EaselVersion.Text}" : $"Easel {EaselVersion.Text}",
        };
    }

    private static SheetBlock Block(IReadOnlyList<StudyAxis> axes, StudyPlan plan, Func<int, SheetCell> cellOf, int z)
        => new([.. Enumerable.Range(0, plan.Rows).Select(y => Enumerable.Range(0, plan.Columns).Select(x => cellOf(plan.IndexOf(x, y, z))).ToList())])
        {
            Title = axes.Count > 2 ? $"{axes[2].Parameter.Title} {axes[2].Values[z].Label}" : null,
            ColumnName = axes[0].Parameter.Title,
            ColumnLabels = [.. axes[0].Values.Select(value => value.Label)],
            RowName = axes.Count > 1 ? axes[1].Parameter.Title : null,
            RowLabels = axes.Count > 1 ? [.. axes[1].Values.Select(value => value.Label)] : [],
        };

    /// <summary>One axis in several rows, each picture with its value below it.</summary>
    private static SheetBlock Wrapped(StudyAxis axis, Func<int, SheetCell> cellOf, int columns)
        => new([.. axis.Values.Select((value, i) => cellOf(i) with { Label = value.Label }).Chunk(columns)]);
}
