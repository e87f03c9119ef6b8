using System.Text.Json;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>A job as its row has it.</summary>
/// <param name="Job">what everybody may know</param>
/// <param name="Network">what must be in memory to paint it</param>
/// <param name="Joint">jobs that have this in common can be painted side by side</param>
/// <param name="Request">the request as JSON, with the hashes of what it begins with</param>
internal sealed record JobRow(Job Job, string Network, string Joint, string Request)
{
    /// <summary>Pictures that are not to be painted.</summary>
    public required IReadOnlyList<int> Skipped { get; init; }

    /// <summary>Reads a row of all columns.</summary>
    public static JobRow Read(SqliteDataReader reader)
    {
        string request = reader.Text("request");
        JobRequest asked = new()
        {
            Request = RequestJson.Read(request),
            Fit = RequestJson.FitOf(request),
            Model = reader.Text("model"),
            Priority = (int)reader.Whole("priority"),
            Owner = reader.Text("owner"),
            Source = reader.Text("source"),
            Key = reader.TextOrNone("key"),
            IsShown = reader.Whole("shown") != 0,
        };
        Job job = new(reader.Text("id"), JobStates.Find(reader.Text("state"))!.Value, asked)
        {
            Order = reader.GetDouble(reader.GetOrdinal("place")),
            Created = reader.Moment("created"),
            Started = reader.MomentOrNone("started"),
            Finished = reader.MomentOrNone("finished"),
            Attempts = (int)reader.Whole("attempts"),
            Error = reader.TextOrNone("error"),
            Warnings = JsonSerializer.Deserialize<string[]>(reader.Text("warnings"))!,
        };
        return new JobRow(job, reader.Text("network"), reader.Text("joint"), request) { Skipped = JsonSerializer.Deserialize<int[]>(reader.Text("skipped"))! };
    }
}
