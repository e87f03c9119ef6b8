using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>Places beside a job, among those of its priority.</summary>
internal static class JobPlaces
{
    /// <summary>Between a job and the one before it.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="job">The job.</param>
    /// <param name="moved">Which one goes there.</param>
    public static double Before(SqliteConnection connection, Job job, string moved)
    {
        if (Neighbour(connection, "max(place)", "place < @place", job, moved) is not double previous)
        {
            return job.Order - 1;
        }

        double middle = previous + ((job.Order - previous) / 2);
        if (middle > previous && middle < job.Order)
        {
            return middle;
        }

        // Halved some fifty times: no number is left between. All behind make room.
        connection.Execute("UPDATE jobs SET place = place + 1 WHERE place >= @place", ("@place", job.Order));
        return job.Order;
    }

    /// <summary>Between a job and the one behind it.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="job">The job.</param>
    /// <param name="moved">Which one goes there.</param>
    public static double Behind(SqliteConnection connection, Job job, string moved)
    {
        if (Neighbour(connection, "min(place)", "place > @place", job, moved) is not double next)
        {
            // Behind all that there are, so that none of another priority has it.
            return JobStore.NextPlace(connection);
        }

        double middle = job.Order + ((next - job.Order) / 2);
        if (middle > job.Order && middle < next)
        {
            return middle;
        }

        connection.Execute("UPDATE jobs SET place = place + 1 WHERE place > @place", ("@place", job.Order));
        return job.Order + 0.5;
    }

    private static double? Neighbour(SqliteConnection connection, string which, string where, Job job, string moved)
        => connection.First(
            $"SELECT {which} FROM jobs WHERE priority = @priority AND {where} AND id <> @moved AND finished IS NULL",
            reader => reader.IsDBNull(0) ? DBNull.Value : (object)reader.GetDouble(0),
            ("@priority", job.Asked.Priority),
            ("@place", job.Order),
            ("@moved", moved)) as double?;
}
