using Easel.Painting.Studies.Axes;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies;

/// <summary>What <c>study</c> or <c>workshop</c> is asked for.</summary>
internal sealed record StudyOptions
{
    /// <summary>What changes: one to three axes, for columns, rows and blocks.</summary>
    public required IReadOnlyList<StudyAxis> Axes { get; init; }

    /// <summary>What does not change, and all styles.</summary>
    public required StudyBase Base { get; init; }

    /// <summary>Which model, and why.</summary>
    public required ChosenModel Model { get; init; }

    /// <summary>Where files go.</summary>
    public required string Folder { get; init; }

    /// <summary>Pictures in a row if there is one axis; as fits if 0.</summary>
    public int Columns { get; init; }

    /// <summary>Refuses a parameter that is there twice, and values that cannot be put on the settings.</summary>
    /// <returns>the options</returns>
    /// <exception cref="UsageException">They cannot be painted.</exception>
    public static StudyOptions Checked(StudyOptions options)
    {
        foreach (IGrouping<string, StudyAxis> same in options.Axes.GroupBy(axis => axis.Parameter.Name).Where(group => group.Count() > 1))
        {
            throw new UsageException($"{same.Key} is on two axes; put all its values on one");
        }

        _ = new StudyPlan(options);
        return options;
    }
}
