using System.Globalization;
using Easel.Imaging;
using Easel.Server.Models;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Jobs;

/// <summary>The queue, as every API sees it.</summary>
/// <param name="folder">Where inputs lie.</param>
/// <param name="database">Jobs.</param>
/// <param name="turns">Changes states.</param>
/// <param name="table">What is being painted.</param>
/// <param name="events">What happens.</param>
/// <param name="herald">Tells of it.</param>
/// <param name="models">Which models there are.</param>
/// <param name="limits">What is too much.</param>
/// <param name="pace">How fast jobs go.</param>
/// <param name="ids">Names jobs.</param>
/// <param name="alarm">Wakes those who paint.</param>
/// <param name="time">The clock.</param>
internal sealed partial class JobQueue(
    DataFolder folder,
    Database database,
    JobTurns turns,
    WorkTable table,
    JobEvents events,
    Herald herald,
    IModels models,
    ServerLimits limits,
    QueuePace pace,
    SortableId ids,
    WorkAlarm alarm,
    TimeProvider time) : IJobs
{
    /// <summary>The folder of a job's inputs within its own.</summary>
    public const string Inputs = "inputs";

    /// <inheritdoc/>
    public IReadOnlyList<JobProgress> Running => table.Running;

    /// <inheritdoc/>
    public Job Submit(JobRequest request)
    {
        JobRules.Require(request, limits, models);
        string model = models.Find(request.Model)!.Name;
        string id = ids.Next();
        Job job = new(id, JobState.Queued, request with { Model = model }) { Order = 0, Created = time.GetUtcNow() };
        JobRow row = new(job, JointRule.NetworkOf(request.Request, model), JointRule.JointOf(request.Request, model), RequestJson.Write(request.Request, request.Fit)) { Skipped = [] };

        // Asked before inputs are written too: a full queue is no reason to fill the disk.
        if (database.Read(connection => Find(connection, request)) is Job there)
        {
            return there;
        }

        RequestJson.KeepInputs(request.Request, Path.Combine(folder.JobOf(id), Inputs));
        Job submitted = database.Write(connection =>
        {
            if (Find(connection, request) is Job other)
            {
                return other;
            }

            JobRow placed = row with { Job = job with { Order = JobStore.NextPlace(connection) } };
            JobStore.Insert(connection, placed);
            herald.Changed(connection, id);
            return JobStore.Find(connection, id)!.Job;
        });
        if (submitted.Id != id)
        {
            JobFolders.Delete(folder.JobOf(id));
        }

        alarm.Ring();
        return submitted;
    }

    /// <inheritdoc/>
    public Job? Find(string id) => database.Read(connection => JobStore.Find(connection, id))?.Job;

    /// <inheritdoc/>
    public IReadOnlyList<Job> List(IReadOnlyCollection<JobState> states, string? owner, int skip, int take)
        => [.. database.Read(connection => JobStore.List(connection, states, owner, skip, take)).Select(row => row.Job)];

    /// <inheritdoc/>
    public int? PlaceOf(string id) => database.Read(connection => JobStore.Find(connection, id) is { Job: { State: JobState.Queued } job } ? JobStore.CountBefore(connection, job) + 1 : (int?)null);

    /// <inheritdoc/>
    public (int Jobs, int Pictures) Pending(string? owner = null) => database.Read(connection => JobStore.CountPending(connection, owner));

    /// <inheritdoc/>
    public JobProgress? ProgressOf(string id) => table.ProgressOf(id);

    /// <inheritdoc/>
    public Image? PreviewOf(string id) => table.Of(id).MaxBy(work => work.PreviewNumber)?.Preview;

    /// <inheritdoc/>
    public Image? LastPreviewOf(string id) => table.LastPreviewOf(id);

    /// <inheritdoc/>
    public Task<Image?> DecodeAsync(string id, CancellationToken cancel) => table.Of(id) is [PictureWork work, ..] ? work.DecodeAsync(cancel) : Task.FromResult<Image?>(null);

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

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
