using System.Text.Json;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>The rows of jobs. What changes one is called within <see cref="Database.Write{T}"/>.</summary>
internal static class JobStore
{
    private const string Waiting = "'queued', 'paused'";
    private const string Pending = "'queued', 'running', 'paused'";

    /// <summary>Adds a job behind all others.</summary>
    public static void Insert(SqliteConnection connection, JobRow row)
    {
        Job job = row.Job;
        connection.Execute(
            """
            INSERT INTO jobs (id, state, priority, place, owner, source, key, model, network, joint, request, pictures, shown, created)
            VALUES (@id, @state, @priority, @place, @owner, @source, @key, @model, @network, @joint, @request, @pictures, @shown, @created)
            """,
            ("@id", job.Id),
            ("@state", JobStates.NameOf(job.State)),
            ("@priority", job.Asked.Priority),
            ("@place", job.Order),
            ("@owner", job.Asked.Owner),
            ("@source", job.Asked.Source),
            ("@key", job.Asked.Key),
            ("@model", job.Asked.Model),
            ("@network", row.Network),
            ("@joint", row.Joint),
            ("@request", row.Request),
            ("@pictures", job.PictureCount),
            ("@shown", job.Asked.IsShown ? 1 : 0),
            ("@created", job.Created));
    }

    /// <summary>The place behind all jobs that are there.</summary>
    public static double NextPlace(SqliteConnection connection)
        => connection.First("SELECT coalesce(max(place), 0) + 1 FROM jobs", reader => (object)reader.GetDouble(0)) is double place ? place : 1;

    /// <summary>A job; none if there is none.</summary>
    public static JobRow? Find(SqliteConnection connection, string id) => connection.First("SELECT * FROM jobs WHERE id = @id", JobRow.Read, ("@id", id));

    /// <summary>The job that an owner calls by a key and that is not over.</summary>
    public static JobRow? FindKey(SqliteConnection connection, string owner, string key)
        => connection.First($"SELECT * FROM jobs WHERE owner = @owner AND key = @key AND state IN ({Pending})", JobRow.Read, ("@owner", owner), ("@key", key));

    /// <summary>Those that are being painted, those that wait, the next first, those that are paused, and those that are over, the newest first.</summary>
    public static List<JobRow> List(SqliteConnection connection, IReadOnlyCollection<JobState> states, string? owner, int skip, int take)
    {
        (string Where, string Order)[] parts =
        [
            .. from state in (JobState[])[JobState.Running, JobState.Queued, JobState.Paused]
               where states.Count == 0 || states.Contains(state)
               select ($"state = '{JobStates.NameOf(state)}'", "priority DESC, place"),
            .. states.Count == 0 ? [("finished IS NOT NULL", "finished DESC, id DESC")]
                : states.Any(state => state > JobState.Paused) ? new[] { ($"finished IS NOT NULL AND state IN ({string.Join(", ", states.Select(state => $"'{JobStates.NameOf(state)}'"))})", "finished DESC, id DESC") }
                : [],
        ];

        // Each part has its index: no list is sorted, however long the queue and its history are.
        List<JobRow> rows = [];
        string own = owner is null ? "" : "AND owner = @owner";
        foreach ((string where, string order) in parts)
        {
            if (skip > 0 && connection.Number($"SELECT count(*) FROM jobs WHERE {where} {own}", ("@owner", owner)) is long count && count <= skip)
            {
                skip -= (int)count;
                continue;
            }

            rows.AddRange(connection.Query($"SELECT * FROM jobs WHERE {where} {own} ORDER BY {order} LIMIT @take OFFSET @skip", JobRow.Read, ("@owner", owner), ("@take", take - rows.Count), ("@skip", skip)));
            skip = 0;
            if (rows.Count >= take)
            {
                break;
            }
        }

        return rows;
    }

    /// <summary>How many wait, paused ones too.</summary>
    public static long CountWaiting(SqliteConnection connection, string? owner)
        => owner is null
            ? connection.Number($"SELECT count(*) FROM jobs WHERE state IN ({Waiting})")
            : connection.Number($"SELECT count(*) FROM jobs WHERE state IN ({Waiting}) AND owner = @owner", ("@owner", owner));

    /// <summary>How many are queued or running, and how many of their pictures are still to be painted.</summary>
    public static (int Jobs, int Pictures) CountPending(SqliteConnection connection, string? owner)
    {
        (long Jobs, long Pictures) all = connection.Query(
            "SELECT count(*), coalesce(sum(pictures), 0) FROM jobs WHERE state IN ('queued', 'running') AND (@owner IS NULL OR owner = @owner)",
            reader => (reader.GetInt64(0), reader.GetInt64(1)),
            ("@owner", owner))[0];

        // Few have been begun: those that have not have no pictures.
        long done = connection.Number(
            """
            SELECT coalesce(sum((SELECT count(*) FROM pictures WHERE job = jobs.id) + json_array_length(skipped)), 0) FROM jobs
            WHERE state IN ('queued', 'running') AND started IS NOT NULL AND (@owner IS NULL OR owner = @owner)
            """,
            ("@owner", owner));
        return ((int)all.Jobs, (int)Math.Max(0, all.Pictures - done));
    }

    /// <summary>How many are to be painted before a queued job.</summary>
    public static int CountBefore(SqliteConnection connection, Job job)
        => (int)connection.Number(
            "SELECT count(*) FROM jobs WHERE state = 'queued' AND (priority > @priority OR (priority = @priority AND place < @place))",
            ("@priority", job.Asked.Priority),
            ("@place", job.Order));

    /// <summary>How many are to be painted before an owner's next one.</summary>
    public static int CountBeforeNextOf(SqliteConnection connection, string owner)
        => connection.First("SELECT * FROM jobs WHERE state = 'queued' AND owner = @owner ORDER BY priority DESC, place LIMIT 1", JobRow.Read, ("@owner", owner)) is JobRow row
            ? CountBefore(connection, row.Job)
            : 0;

    /// <summary>Those that can be taken up or gone on with, the next first, as far as they are asked for.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="filter">More SQL of which there must be none, or beginning with AND.</param>
    /// <param name="most">The most that are wanted.</param>
    /// <param name="values">Values of <paramref name="filter"/>.</param>
    public static List<JobRow> Next(SqliteConnection connection, string filter, int most, params ReadOnlySpan<(string Name, object? Value)> values)
        => connection.Query($"SELECT * FROM jobs WHERE state IN ('queued', 'running') AND wish IS NULL {filter} ORDER BY priority DESC, place LIMIT {most}", JobRow.Read, values);

    /// <summary>A running job's next state.</summary>
    public static JobState? WishOf(SqliteConnection connection, string id)
        => connection.First("SELECT wish FROM jobs WHERE id = @id", reader => reader.TextOrNone("wish") ?? "", ("@id", id)) is { Length: > 0 } wish ? JobStates.Find(wish) : null;

    /// <summary>Says what a running job is to become.</summary>
    public static void Wish(SqliteConnection connection, string id, JobState? state)
        => connection.Execute("UPDATE jobs SET wish = @wish WHERE id = @id", ("@wish", state is null ? null : JobStates.NameOf(state.Value)), ("@id", id));

    /// <summary>Changes a job's state.</summary>
    public static void SetState(SqliteConnection connection, string id, JobState state, DateTimeOffset now, string? error = null)
    {
        bool isOver = state is JobState.Done or JobState.Failed or JobState.Cancelled;
        connection.Execute(
            $"""
            UPDATE jobs SET state = @state, wish = NULL, error = @error, finished = @finished,
                started = {(state == JobState.Running ? "coalesce(started, @now)" : "started")}, attempts = attempts + {(state == JobState.Running ? 1 : 0)}
            WHERE id = @id
            """,
            ("@state", JobStates.NameOf(state)),
            ("@error", error),
            ("@finished", isOver ? now : null),
            ("@now", now),
            ("@id", id));
    }

    /// <summary>Puts a job at another place.</summary>
    public static void SetPlace(SqliteConnection connection, string id, int priority, double place)
        => connection.Execute("UPDATE jobs SET priority = @priority, place = @place WHERE id = @id", ("@priority", priority), ("@place", place), ("@id", id));

    /// <summary>Adds a line for whoever asked, unless it is there.</summary>
    /// <returns>whether it was added</returns>
    public static bool Warn(SqliteConnection connection, string id, string message)
    {
        if (Find(connection, id) is not JobRow row || row.Job.Warnings.Contains(message))
        {
            return false;
        }

        connection.Execute("UPDATE jobs SET warnings = @warnings WHERE id = @id", ("@warnings", JsonSerializer.Serialize<string[]>([.. row.Job.Warnings, message])), ("@id", id));
        return true;
    }

    /// <summary>Takes note that a picture is not to be painted.</summary>
    public static void Skip(SqliteConnection connection, string id, int index)
    {
        if (Find(connection, id) is JobRow row && !row.Skipped.Contains(index))
        {
            connection.Execute("UPDATE jobs SET skipped = @skipped WHERE id = @id", ("@skipped", JsonSerializer.Serialize<int[]>([.. row.Skipped, index])), ("@id", id));
        }
    }

    /// <summary>The indexes of a job's pictures that are painted.</summary>
    public static HashSet<int> Painted(SqliteConnection connection, string id) => [.. connection.Query("SELECT place FROM pictures WHERE job = @id", reader => reader.GetInt32(0), ("@id", id))];

    /// <summary>The indexes that are still to be painted.</summary>
    public static int[] Missing(SqliteConnection connection, JobRow row)
    {
        HashSet<int> painted = Painted(connection, row.Job.Id);
        return [.. Enumerable.Range(0, row.Job.PictureCount).Where(index => !painted.Contains(index) && !row.Skipped.Contains(index))];
    }

    /// <summary>Deletes a job's row.</summary>
    public static void Delete(SqliteConnection connection, string id)
    {
        connection.Execute("DELETE FROM jobs WHERE id = @id", ("@id", id));
        Traces.Note(connection, hasWords: false);
    }
}
