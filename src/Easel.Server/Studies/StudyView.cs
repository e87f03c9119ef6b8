using System.Collections.Concurrent;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Axes;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Security;

namespace Easel.Server.Studies;

/// <summary>Studies as the API tells of them.</summary>
/// <param name="store">What there is.</param>
/// <param name="desk">Reads what is compared.</param>
/// <param name="discretion">Leaves folders out of errors.</param>
internal sealed class StudyView(StudyStore store, StudyDesk desk, Discretion discretion)
{
    private const int CellsInLists = 4;
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<string, (AxisJson[] Axes, string[][] Labels)> _kept = new(StringComparer.Ordinal);

    /// <summary>A study with all its cells.</summary>
    public StudyJson Of(StudyRow study) => Of(study, isBrief: false);

    /// <summary>A study with a few painted cells, for lists.</summary>
    public StudyJson Brief(StudyRow study) => Of(study, isBrief: true);

    /// <summary>What has become of it.</summary>
    public static string StateOf(StudyRow study, IReadOnlyList<StudyCellRow> cells)
    {
        // A cell whose job was forgotten is what its picture tells.
        bool isOpen = cells.Any(cell => cell.State is JobState.Queued or JobState.Running || (cell.Job is null && !study.IsCancelled));
        return isOpen ? JobStates.NameOf(cells.Any(cell => cell.State == JobState.Running || cell.Picture is not null) ? JobState.Running : JobState.Queued)
            : cells.Any(cell => cell.State == JobState.Paused) ? JobStates.NameOf(JobState.Paused)
            : cells.All(cell => cell.State == JobState.Done || (cell.State is null && cell.Picture is not null)) ? JobStates.NameOf(JobState.Done)
            : cells.Any(cell => cell.State == JobState.Failed) ? JobStates.NameOf(JobState.Failed)
            : JobStates.NameOf(JobState.Cancelled);
    }

    private StudyJson Of(StudyRow study, bool isBrief)
    {
        IReadOnlyList<StudyCellRow> cells = store.Cells(study.Id);
        (AxisJson[] axes, string[][] labels) = AxesOf(study);
        int columns = labels.Length > 0 ? labels[0].Length : 1;
        int rows = labels.Length > 1 ? labels[1].Length : 1;
        int done = cells.Count(cell => cell.Picture is not null);
        IEnumerable<StudyCellRow> shown = isBrief ? cells.Where(cell => cell.Picture is not null).Take(CellsInLists) : cells;
        string state = StateOf(study, cells);
        return new StudyJson
        {
            Id = study.Id,
            Kind = study.Body.Kind ?? StudyReader.Kinds[0],
            State = state,
            Created = study.Created,
            Request = study.Body.Request!,
            Axes = axes,
            Cells = [.. shown.Select(cell => CellOf(cell, columns, rows, labels))],
            Progress = new StudyProgressJson(done, cells.Count, cells.Count == 0 ? 1 : (double)done / cells.Count),
            Sheet = state == JobStates.NameOf(JobState.Done) ? $"/api/v1/studies/{study.Id}/sheet" : null,
            Error = cells.FirstOrDefault(cell => cell.Error is not null)?.Error is string error ? discretion.Of(error) : null,
        };
    }

    private static StudyCellJson CellOf(StudyCellRow cell, int columns, int rows, string[][] labels)
    {
        int[] place = [cell.Place % columns, cell.Place / columns % rows, cell.Place / columns / rows];
        return new StudyCellJson(
            place[0],
            place[1],
            place[2],
            [.. labels.Select((values, axis) => place[axis] < values.Length ? values[place[axis]] : "")],
            cell.Job,
            cell.State is JobState state ? JobStates.NameOf(state) : null,
            cell.Picture is string picture ? new CellPictureJson(picture, $"/api/v1/pictures/{picture}/file", $"/api/v1/pictures/{picture}/thumbnail", cell.Seconds) : null);
    }

    /// <summary>The axes with their values as sheets label them; as they were written if the study cannot be read any more, since its model is gone.</summary>
    private (AxisJson[] Axes, string[][] Labels) AxesOf(StudyRow study)
    {
        if (_kept.TryGetValue(study.Id, out (AxisJson[] Axes, string[][] Labels) there))
        {
            return there;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        try
        {
            StudyOptions options = desk.OptionsOf(study);
            return _kept[study.Id] = ([.. options.Axes.Select(Of)], [.. options.Axes.Select(LabelsOf)]);
        }
        catch (Exception error) when (error is JobRefusedException or IOException)
        {
            IReadOnlyList<AxisBody> axes = study.Body.Axes!;
            return ([.. axes.Select(axis => new AxisJson(axis.Name!, axis.Name!, axis.Values!))], [.. axes.Select(axis => axis.Values!.ToArray())]);
        }
    }

    private static AxisJson Of(StudyAxis axis) => new(axis.Parameter.Name, axis.Parameter.Title, LabelsOf(axis));

    private static string[] LabelsOf(StudyAxis axis) => [.. axis.Values.Select(value => value.Label)];
}
