namespace Easel.Server.Api.Bodies;

/// <summary>A prompt painted many times with something changed.</summary>
internal sealed record StudyJson
{
    /// <summary>32 hexadecimal digits that sort by time.</summary>
    public required string Id { get; init; }

    /// <summary><c>study</c> or <c>workshop</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>paused</c>, <c>done</c>, <c>failed</c>, or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What does not change, its seed drawn.</summary>
    public required JobBody Request { get; init; }

    /// <summary>What changes: columns, rows, blocks.</summary>
    public required IReadOnlyList<AxisJson> Axes { get; init; }

    /// <summary>Its cells, column by column, row by row, block by block; of a list only the first four that are painted.</summary>
    public required IReadOnlyList<StudyCellJson> Cells { get; init; }

    /// <summary>How far it is.</summary>
    public required StudyProgressJson Progress { get; init; }

    /// <summary>Where its sheet is; null until it is done.</summary>
    public string? Sheet { get; init; }

    /// <summary>Why a cell failed.</summary>
    public string? Error { get; init; }
}

/// <summary>An axis.</summary>
/// <param name="Name">what requests call the parameter</param>
/// <param name="Title">for people</param>
/// <param name="Values">its values, as the sheet labels them</param>
internal sealed record AxisJson(string Name, string Title, IReadOnlyList<string> Values);

/// <summary>How far a study is.</summary>
/// <param name="Done">cells that are painted</param>
/// <param name="Cells">of how many</param>
/// <param name="Fraction">0 to 1</param>
internal sealed record StudyProgressJson(int Done, int Cells, double Fraction);

/// <summary>A cell.</summary>
/// <param name="X">which column, from 0</param>
/// <param name="Y">which row, from 0</param>
/// <param name="Z">which block, from 0</param>
/// <param name="Labels">its value on each axis</param>
/// <param name="Job">the job that paints it; null until it is submitted</param>
/// <param name="State">the job's; null if it was forgotten</param>
/// <param name="Picture">its picture; null until it is painted</param>
internal sealed record StudyCellJson(int X, int Y, int Z, IReadOnlyList<string> Labels, string? Job, string? State, CellPictureJson? Picture);

/// <summary>A cell's picture.</summary>
/// <param name="Id">of the gallery</param>
/// <param name="Url">where its file is</param>
/// <param name="Thumbnail">where a small copy is</param>
/// <param name="Seconds">how long it took; null if that is not known</param>
internal sealed record CellPictureJson(string Id, string Url, string Thumbnail, double? Seconds);
