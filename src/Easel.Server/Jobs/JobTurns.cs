using Easel.Diffusion.Pipelines;
using Easel.Server.Gallery;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>The queue as those see it who paint: which picture is next, and what has become of it.</summary>
/// <param name="database">Jobs and pictures.</param>
/// <param name="table">What is being painted.</param>
/// <param name="events">Who is told of steps.</param>
/// <param name="herald">Tells of all else.</param>
/// <param name="pictures">Finished pictures.</param>
/// <param name="pace">How fast jobs go.</param>
/// <param name="obstacle">Told that something is painted.</param>
/// <param name="time">The clock.</param>
internal sealed class JobTurns(Database database, WorkTable table, JobEvents events, Herald herald, PictureStore pictures, QueuePace pace, Obstacle obstacle, TimeProvider time)
{
    /// <summary>Puts back what nobody paints any more, because the server ends or has ended; cancelled and paused is what was asked to be.</summary>
    public void Recover() => database.Write(connection => PutBack(connection, but: null));

    /// <summary>Takes up the picture whose turn it is.</summary>
    /// <param name="lane">Where it is to be painted.</param>
    /// <returns>none if nothing is to be done, or nothing that goes together with what is being painted there</returns>
    public PictureWork? TakeNext(Lane lane) => database.Write(connection =>
    {
        (JobRow? row, int index, int finished) = Choose(connection, lane);

        // Others are before these: they wait again.
        PutBack(connection, row?.Job.Id);
        if (row is null)
        {
            return null;
        }

        if (row.Job.State != JobState.Running)
        {
            SetState(connection, row.Job.Id, JobState.Running);
        }

        PictureWork work = new(row, index, lane);
        table.Add(work, finished);
        return work;
    });

    /// <summary>Takes note of a step.</summary>
    public void Step(PictureWork work, StepUpdate step)
    {
        obstacle.OfPainting(null);
        if (table.Step(work, step) is JobProgress progress)
        {
            events.Publish(number => new JobStepped(number, progress));
        }
    }

    /// <summary>Takes note of a picture's file, once; of the last one, that the job is done.</summary>
    public void Painted(PictureWork work, string file, string sha256) => database.Write(connection =>
    {
        table.Remove(work, isFinished: true);
        GalleryPicture? picture = pictures.Insert(connection, work.Row, work.Index, file, sha256);
        if (picture is not null)
        {
            herald.Painted(picture);
        }

        if (JobStore.Find(connection, work.JobId) is JobRow row && JobStore.Missing(connection, row).Length == 0)
        {
            SetState(connection, work.JobId, JobState.Done);
            pace.Take(row.Job, time.GetUtcNow());
        }
    });

    /// <summary>Takes note that nobody paints a picture any more.</summary>
    /// <param name="work">Which.</param>
    /// <param name="error">Why its job cannot be gone on with, if it cannot.</param>
    public void Settle(PictureWork work, string? error = null) => database.Write(connection =>
    {
        table.Remove(work, isFinished: false);
        if (work.IsSkipped && !JobStore.Painted(connection, work.JobId).Contains(work.Index))
        {
            JobStore.Skip(connection, work.JobId, work.Index);
        }

        if (JobStore.Find(connection, work.JobId) is not JobRow row || row.Job.State != JobState.Running)
        {
            return;
        }

        if (error is not null)
        {
            SetState(connection, work.JobId, JobState.Failed, error);
        }
        else if (table.Of(work.JobId).Length == 0)
        {
            Settle(connection, work.JobId, whenLeft: null);
        }
    });

    /// <summary>Takes note of a line for whoever asked.</summary>
    public void Warn(string job, string message) => database.Write(connection =>
    {
        if (JobStore.Warn(connection, job, message))
        {
            herald.Warned(job, message);
        }
    });

    /// <summary>Changes a job's state and tells of it.</summary>
    public void SetState(SqliteConnection connection, string id, JobState state, string? error = null)
    {
        JobStore.SetState(connection, id, state, time.GetUtcNow(), error);
        herald.Changed(connection, id);
    }

    /// <summary>Puts back running jobs of which no picture is being painted, or does with them what was asked.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="but">The one that has its turn.</param>
    private void PutBack(SqliteConnection connection, string? but)
    {
        foreach (string id in connection.Query("SELECT id FROM jobs WHERE state = 'running'", reader => reader.GetString(0)))
        {
            if (id != but && table.Of(id).Length == 0)
            {
                Settle(connection, id, JobState.Queued);
            }
        }
    }

    /// <summary>What becomes of a running job of which no picture is being painted.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="id">Which.</param>
    /// <param name="whenLeft">Its state if nothing else was asked for and pictures are left; as it is if none is given.</param>
    private void Settle(SqliteConnection connection, string id, JobState? whenLeft)
    {
        if (JobStore.Find(connection, id) is not JobRow row)
        {
            return;
        }

        JobState? wish = JobStore.WishOf(connection, id);
        JobState? next = wish == JobState.Cancelled ? wish : JobStore.Missing(connection, row).Length == 0 ? JobState.Done : wish ?? whenLeft;
        if (next is JobState state)
        {
            SetState(connection, id, state);
        }
    }

    /// <summary>The job whose turn it is, which of its pictures, and how many are finished.</summary>
    private (JobRow? Row, int Index, int Finished) Choose(SqliteConnection connection, Lane lane)
    {
        TurnPolicy policy = lane.Policy;
        (JobRow? Row, int Index, int Finished) head = First(connection, "");
        string? joint = table.JointOf(lane);
        string? fit = joint ?? lane.Holder.Network;
        if (head.Row is null || fit is null || fit == (joint is null ? head.Row.Network : head.Row.Joint))
        {
            policy.Took(head.Row?.Job.Id ?? "");
            return head;
        }

        if (policy.MayOvertake(head.Row.Job.Id))
        {
            string column = joint is null ? "network" : "joint";
            (JobRow? Row, int Index, int Finished) other = First(connection, $"AND priority = @priority AND {column} = @fit", ("@priority", head.Row.Job.Asked.Priority), ("@fit", fit));
            if (other.Row is not null)
            {
                policy.Overtook();
                return other;
            }
        }

        if (joint is not null)
        {
            return default;
        }

        policy.Took(head.Row.Job.Id);
        return head;
    }

    /// <summary>The first job with a picture that nobody paints yet.</summary>
    private (JobRow? Row, int Index, int Finished) First(SqliteConnection connection, string filter, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        // Those that are being painted may have no picture left for others; behind so many comes one that has.
        foreach (JobRow row in JobStore.Next(connection, filter, table.Count + 1, values))
        {
            int[] missing = JobStore.Missing(connection, row);
            int[] free = [.. missing.Except(table.Of(row.Job.Id).Select(work => work.Index))];
            if (free.Length > 0)
            {
                return (row, free[0], row.Job.PictureCount - missing.Length);
            }

            if (missing.Length == 0)
            {
                // All that was left of it was erased meanwhile.
                SetState(connection, row.Job.Id, JobState.Done);
                return First(connection, filter, values);
            }
        }

        return default;
    }
}
