using Easel.Server.Gallery;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <content>What can be asked of jobs that are there.</content>
internal sealed partial class JobQueue
{
    /// <inheritdoc/>
    public bool Cancel(string id) => Stop(id, JobState.Cancelled);

    /// <inheritdoc/>
    public bool Pause(string id) => Stop(id, JobState.Paused);

    /// <inheritdoc/>
    public bool Resume(string id) => Change(id, (connection, job) =>
    {
        if (job.State == JobState.Paused)
        {
            turns.SetState(connection, id, JobState.Queued);
        }
        else if (job.State == JobState.Running && JobStore.WishOf(connection, id) == JobState.Paused)
        {
            // It is about to pause: it goes on behind its step.
            JobStore.Wish(connection, id, null);
        }
    });

    /// <inheritdoc/>
    public bool Retry(string id) => Change(id, (connection, job) =>
    {
        if (job.State is JobState.Failed or JobState.Cancelled)
        {
            RequireRoom(connection, job.Asked.Owner);
            if (job.Asked.Key is string key && JobStore.FindKey(connection, job.Asked.Owner, key) is not null)
            {
                throw new JobRefusedException("key", "another job of this key waits or runs already");
            }

            JobStore.SetPlace(connection, id, job.Asked.Priority, JobStore.NextPlace(connection));
            turns.SetState(connection, id, JobState.Queued);
        }
    });

    /// <inheritdoc/>
    public bool Move(string id, int? priority, string? before, string? after = null)
    {
        if (priority is < -JobRules.MostPriority or > JobRules.MostPriority)
        {
            throw new JobRefusedException("priority", Text($"{priority} is no priority; {-JobRules.MostPriority} to {JobRules.MostPriority} can be given"));
        }

        return Change(id, (connection, job) =>
        {
            if (job.IsOver)
            {
                return;
            }

            if ((before ?? after) is not string neighbour)
            {
                JobStore.SetPlace(connection, id, priority ?? job.Asked.Priority, job.Order);
            }
            else if (neighbour != id)
            {
                Job beside = JobStore.Find(connection, neighbour) is { Job: { IsOver: false } other } ? other : throw new JobRefusedException(before is null ? "after" : "before", $"there is no job '{neighbour}' that waits");
                JobStore.SetPlace(connection, id, beside.Asked.Priority, before is null ? JobPlaces.Behind(connection, beside, id) : JobPlaces.Before(connection, beside, id));
            }

            herald.Changed(connection, id);
        });
    }

    /// <inheritdoc/>
    public bool Forget(string id)
    {
        bool isThere = database.Write(connection =>
        {
            if (JobStore.Find(connection, id) is not JobRow row)
            {
                return false;
            }

            if (!row.Job.IsOver)
            {
                throw new JobRefusedException("", $"the job is {JobStates.NameOf(row.Job.State)}; cancel it first");
            }

            foreach (GalleryPicture picture in row.Job.Asked.IsShown ? [] : PictureStore.Of(connection, id))
            {
                PictureStore.Erase(connection, picture);
                herald.Erased(connection, picture);
            }

            JobStore.Delete(connection, id);
            herald.Forgotten(connection, row.Job);
            return true;
        });
        if (isThere)
        {
            table.Forget(id);
            JobFolders.Delete(folder.JobOf(id));
            JobFolders.DeleteLitter(database, folder);
        }

        return isThere;
    }

    /// <summary>
    /// Forgets jobs of programs that waited for pictures that are only for them, when a server begins: those who waited are gone with the server before, and nobody else would ever see
    /// what is painted.
    /// </summary>
    public void ForgetUnwanted()
    {
        foreach (string id in database.Read(connection => connection.Query("SELECT id FROM jobs WHERE shown = 0 AND finished IS NULL", reader => reader.GetString(0))))
        {
            Stop(id, JobState.Cancelled);
            Forget(id);
        }
    }

    /// <inheritdoc/>
    public bool Skip(string id)
    {
        PictureWork[] works = table.Of(id);
        if (works.Length > 0)
        {
            works[0].End(isSkipped: true);
        }

        return works.Length > 0;
    }

    /// <summary>Lets a job end, or wait: at once, or behind the step that is being taken.</summary>
    private bool Stop(string id, JobState wanted)
    {
        bool isThere = Change(id, (connection, job) =>
        {
            if (job.State == JobState.Queued || (job.State == JobState.Paused && wanted == JobState.Cancelled) || (job.State == JobState.Running && table.Of(id).Length == 0))
            {
                turns.SetState(connection, id, wanted);
            }
            else if (job.State == JobState.Running && JobStore.WishOf(connection, id) != JobState.Cancelled)
            {
                JobStore.Wish(connection, id, wanted);
            }
        });
        foreach (PictureWork work in table.Of(id))
        {
            work.End(isSkipped: false);
        }

        return isThere;
    }

    private bool Change(string id, Action<SqliteConnection, Job> change)
    {
        bool isThere = database.Write(connection =>
        {
            JobRow? row = JobStore.Find(connection, id);
            if (row is not null)
            {
                change(connection, row.Job);
            }

            return row is not null;
        });
        alarm.Ring();
        return isThere;
    }
}
