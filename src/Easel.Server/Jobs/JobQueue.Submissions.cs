using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <content>Submitting. Jobs that come at the same time are written together: one wait for the disk is enough for all of them.</content>
internal sealed partial class JobQueue
{
    private const int MostAtOnce = 100;

    private readonly ConcurrentQueue<Submission> _submissions = new();
    private int _isWriting;

    /// <inheritdoc/>
    public Job Submit(JobRequest request)
    {
        Submission submission = Begin(request);
        if (!submission.Done.Task.IsCompleted)
        {
            Write([submission]);
        }

        return submission.Done.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public Task<Job> SubmitAsync(JobRequest request)
    {
        Submission submission = Begin(request);
        if (!submission.Done.Task.IsCompleted)
        {
            _submissions.Enqueue(submission);
            if (Interlocked.Exchange(ref _isWriting, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.WriteAll(), this, preferLocal: false);
            }
        }

        return submission.Done.Task;
    }

    /// <summary>What can be said and done without the database's lock.</summary>
    private Submission Begin(JobRequest request)
    {
        JobRules.Require(request, limits, models);
        string model = JobRules.RequireModel(request.Model, models).Name;
        string id = ids.Next();
        Job job = new(id, JobState.Queued, request with { Model = model }) { Order = 0, Created = time.GetUtcNow() };
        JobRow row = new(job, JointRule.NetworkOf(request.Request, model), JointRule.JointOf(request.Request, model), RequestJson.Write(request.Request, request.Fit)) { Skipped = [] };
        Submission submission = new(row);

        // Asked before inputs are written too: a full queue is no reason to fill the disk.
        if (database.Read(connection => Find(connection, request)) is Job there)
        {
            submission.Done.SetResult(there);
        }
        else
        {
            RequestJson.KeepInputs(request.Request, Path.Combine(folder.JobOf(id), Inputs));
        }

        return submission;
    }

    /// <summary>Writes all that wait, as many at once as there are.</summary>
    private void WriteAll()
    {
        while (true)
        {
            List<Submission> some = [];
            while (some.Count < MostAtOnce && _submissions.TryDequeue(out Submission? next))
            {
                some.Add(next);
            }

            if (some.Count > 0)
            {
                Write(some);
                continue;
            }

            // One may have come in between, whose sender saw that somebody writes.
            Interlocked.Exchange(ref _isWriting, 0);
            if (_submissions.IsEmpty || Interlocked.Exchange(ref _isWriting, 1) == 1)
            {
                return;
            }
        }
    }

    private void Write(IReadOnlyList<Submission> some)
    {
        try
        {
            // Whoever finds no room is told so, and hinders no other.
            Action[] ends = database.Write(connection => some.Select(submission => Place(connection, submission)).ToArray());
            foreach (Action end in ends)
            {
                end();
            }

            alarm.Ring();
        }
        catch (Exception error)
        {
            // The disk is full, mostly: none of them is there.
            foreach (Submission submission in some)
            {
                submission.Done.TrySetException(error);
            }
        }
    }

    /// <summary>Writes one down.</summary>
    /// <returns>what is to be done when that is on the disk</returns>
    private Action Place(SqliteConnection connection, Submission submission)
    {
        JobRow row = submission.Row;
        string id = row.Job.Id;
        try
        {
            if (Find(connection, row.Job.Asked) is Job other)
            {
                return () =>
                {
                    JobFolders.Delete(folder.JobOf(id));
                    submission.Done.SetResult(other);
                };
            }
        }
        catch (QueueFullException full)
        {
            return () =>
            {
                JobFolders.Delete(folder.JobOf(id));
                submission.Done.SetException(full);
            };
        }

        JobStore.Insert(connection, row with { Job = row.Job with { Order = JobStore.NextPlace(connection) } });
        herald.Changed(connection, id);
        Job submitted = JobStore.Find(connection, id)!.Job;
        return () => submission.Done.SetResult(submitted);
    }

    /// <summary>The job that is meant by a request's key, if it has one.</summary>
    /// <exception cref="QueueFullException">There is none, and no room for one.</exception>
    private Job? Find(SqliteConnection connection, JobRequest request)
    {
        if (request.Key is string key && JobStore.FindKey(connection, request.Owner, key) is JobRow row)
        {
            return row.Job;
        }

        RequireRoom(connection, request.Owner);
        return null;
    }

    private void RequireRoom(SqliteConnection connection, string owner)
    {
        long waiting = JobStore.CountWaiting(connection, owner: null);
        if (waiting >= limits.QueueLength)
        {
            throw new QueueFullException(Text($"the queue is full: {waiting} jobs wait, and {limits.QueueLength} may; come again later"), pace.TimeFor(1));
        }

        long own = JobStore.CountWaiting(connection, owner);
        if (own >= limits.QueueLengthPerToken)
        {
            throw new QueueFullException(Text($"{own} of your jobs wait, and {limits.QueueLengthPerToken} may; come again when one is done, or cancel one"), pace.TimeFor(1 + JobStore.CountBeforeNextOf(connection, owner)));
        }
    }

    /// <summary>A job on its way into the queue.</summary>
    private sealed record Submission(JobRow Row)
    {
        public TaskCompletionSource<Job> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
