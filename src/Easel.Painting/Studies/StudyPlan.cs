using Easel.Painting.Studies.Axes;
using Easel.Painting.Studies.Cells;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies;

/// <summary>A cell in its place.</summary>
/// <param name="X">which column, from 0</param>
/// <param name="Y">which row, from 0</param>
/// <param name="Z">which block, from 0</param>
/// <param name="Labels">its value on each axis</param>
/// <param name="Request">what to paint</param>
internal sealed record PlannedCell(int X, int Y, int Z, IReadOnlyList<string> Labels, CellRequest Request);

/// <summary>All cells of a study.</summary>
internal sealed class StudyPlan
{
    /// <summary>Far more than anybody waits for; a range with a slip in it would ask for millions.</summary>
    private const int MostCells = 10_000;

    /// <summary>Puts the axes' values on the settings.</summary>
    /// <exception cref="UsageException">Some do not go together.</exception>
    public StudyPlan(StudyOptions options)
    {
        int[] counts = [.. options.Axes.Select(axis => axis.Values.Count)];
        long total = counts.Aggregate(1L, (product, count) => product * count);
        if (total > MostCells)
        {
            throw new UsageException($"that would be {string.Join(" x ", counts)} = {total} pictures; a study can have {MostCells}");
        }

        (Columns, Rows, Blocks) = (counts[0], counts.ElementAtOrDefault(1) is int rows and > 0 ? rows : 1, counts.ElementAtOrDefault(2) is int blocks and > 0 ? blocks : 1);
        PlannedCell[] cells = [.. Enumerable.Range(0, (int)total).Select(i => Plan(options, i % Columns, i / Columns % Rows, i / Columns / Rows))];

        // A card is asked for room for the largest picture before the weights are read.
        var largest = cells.GroupBy(cell => cell.Request.Model).ToDictionary(group => group.Key, group => group.Select(cell => cell.Request.Request).MaxBy(request => (long)request.Width * request.Height));
        Cells = [.. cells.Select(cell => cell with { Request = cell.Request with { Model = cell.Request.Model with { Planned = largest[cell.Request.Model] } } })];
    }

    /// <summary>Values of the first axis.</summary>
    public int Columns { get; }

    /// <summary>Values of the second axis; 1 without one.</summary>
    public int Rows { get; }

    /// <summary>Values of the third axis; 1 without one.</summary>
    public int Blocks { get; }

    /// <summary>The cells, column by column, row by row, block by block.</summary>
    public IReadOnlyList<PlannedCell> Cells { get; }

    /// <summary>The cell of a place.</summary>
    public int IndexOf(int x, int y, int z) => (((z * Rows) + y) * Columns) + x;

    private static PlannedCell Plan(StudyOptions options, int x, int y, int z)
    {
        int[] place = [x, y, z];
        AxisValue[] values = [.. options.Axes.Select((axis, i) => axis.Values[place[i]])];
        string[] labels = [.. values.Select(value => value.Label)];
        try
        {
            CellSettings settings = values.Aggregate(options.Base.Settings, (before, value) => value.Apply(before));
            return new PlannedCell(x, y, z, labels, settings.ToCell(options.Base.Book));
        }
        catch (UsageException error)
        {
            string where = string.Join(", ", options.Axes.Zip(labels, (axis, label) => $"{axis.Parameter.Name} {label}"));
            throw new UsageException($"{where}: {error.Message}");
        }
    }
}
