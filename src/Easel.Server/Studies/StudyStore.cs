using System.Text.Json;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Studies;

/// <summary>A study as its row has it.</summary>
/// <param name="Id">32 hexadecimal digits that sort by time</param>
/// <param name="Owner">whose token asked</param>
/// <param name="Created">when</param>
/// <param name="Body">what was asked, its seed drawn</param>
/// <param name="IsCancelled">whether it was asked to end</param>
internal sealed record StudyRow(string Id, string Owner, DateTimeOffset Created, StudyBody Body, bool IsCancelled);

/// <summary>A cell as the database knows it.</summary>
/// <param name="Place">column by column, row by row, block by block</param>
/// <param name="Job">the job that paints it; none until it is submitted</param>
/// <param name="State">the job's; none if it was forgotten</param>
/// <param name="Picture">its picture; none if there is none</param>
/// <param name="Seconds">how long the job took; none if it is not known</param>
/// <param name="Error">why it failed</param>
internal sealed record StudyCellRow(int Place, string? Job, JobState? State, string? Picture, double? Seconds, string? Error);

/// <summary>The rows of studies and their cells.</summary>
/// <param name="database">Where they are.</param>
/// <param name="herald">Tells of changes.</param>
internal sealed class StudyStore(Database database, Herald herald)
{
    /// <summary>Adds a study with its cells, none of which is submitted.</summary>
    public void Insert(StudyRow study, int cells) => database.Write(connection =>
    {
        connection.Execute(
            "INSERT INTO studies (id, owner, created, body) VALUES (@id, @owner, @created, @body)",
            ("@id", study.Id),
            ("@owner", study.Owner),
            ("@created", study.Created),
            ("@body", JsonSerializer.Serialize(study.Body, JsonSerializerOptions.Web)));
        for (int place = 0; place < cells; place++)
        {
            connection.Execute("INSERT INTO study_cells (study, place) VALUES (@study, @place)", ("@study", study.Id), ("@place", place));
        }
    });

    /// <summary>A study; none if there is none.</summary>
    public StudyRow? Find(string id) => database.Read(connection => connection.First("SELECT * FROM studies WHERE id = @id", Read, ("@id", id)));

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StudyRow> List(string? owner, int skip, int take) => database.Read(connection => connection.Query(
        "SELECT * FROM studies WHERE @owner IS NULL OR owner = @owner ORDER BY id DESC LIMIT @take OFFSET @skip", Read, ("@owner", owner), ("@take", take), ("@skip", skip)));

    /// <summary>Those with cells that are still to be submitted.</summary>
    public IReadOnlyList<StudyRow> Unfinished() => database.Read(connection => connection.Query(
        "SELECT * FROM studies WHERE cancelled = 0 AND EXISTS (SELECT 1 FROM study_cells WHERE study = studies.id AND job IS NULL) ORDER BY id", Read));

    /// <summary>A study's cells, in their order.</summary>
    public IReadOnlyList<StudyCellRow> Cells(string id) => database.Read(connection => connection.Query(
        """
        SELECT cell.place, cell.job, job.state, job.started, job.finished, job.attempts, job.error, picture.id AS picture
        FROM study_cells AS cell LEFT JOIN jobs AS job ON job.id = cell.job LEFT JOIN pictures AS picture ON picture.job = cell.job AND picture.place = 0
        WHERE cell.study = @id ORDER BY cell.place
        """,
        ReadCell,
        ("@id", id)));

    /// <summary>Notes which job paints a cell.</summary>
    public void Submitted(string id, int place, string job) => database.Write(connection
        => connection.Execute("UPDATE study_cells SET job = @job WHERE study = @id AND place = @place", ("@job", job), ("@id", id), ("@place", place)));

    /// <summary>Tells that it has begun, or goes on: its cells are submitted.</summary>
    public void Begun(StudyRow study) => herald.StudyChanged(study.Id, study.Owner);

    /// <summary>Notes that it was asked to end.</summary>
    public void Cancelled(StudyRow study) => database.Write(connection =>
    {
        connection.Execute("UPDATE studies SET cancelled = 1 WHERE id = @id", ("@id", study.Id));
        herald.StudyChanged(study.Id, study.Owner);
    });

    /// <summary>Takes it out.</summary>
    public void Delete(StudyRow study) => database.Write(connection =>
    {
        connection.Execute("DELETE FROM study_cells WHERE study = @id", ("@id", study.Id));
        connection.Execute("DELETE FROM studies WHERE id = @id", ("@id", study.Id));
        Traces.Note(connection, hasWords: false);
        herald.StudyForgotten(study.Id, study.Owner);
    });

    private static StudyRow Read(SqliteDataReader reader) => new(
        reader.Text("id"),
        reader.Text("owner"),
        reader.Moment("created"),
        JsonSerializer.Deserialize<StudyBody>(reader.Text("body"), JsonSerializerOptions.Web)!,
        reader.Whole("cancelled") != 0);

    private static StudyCellRow ReadCell(SqliteDataReader reader)
    {
        // Of a job that was paused or gone on with, the time between is not its own.
        bool isTimed = reader.TextOrNone("state") == JobStates.NameOf(JobState.Done) && reader.Whole("attempts") == 1;
        return new StudyCellRow(
            (int)reader.Whole("place"),
            reader.TextOrNone("job"),
            reader.TextOrNone("state") is string state ? JobStates.Find(state) : null,
            reader.TextOrNone("picture"),
            isTimed && reader.MomentOrNone("started") is DateTimeOffset started && reader.MomentOrNone("finished") is DateTimeOffset finished ? (finished - started).TotalSeconds : null,
            reader.TextOrNone("error"));
    }
}
