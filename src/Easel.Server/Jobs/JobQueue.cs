using System.Globalization;
using Easel.Imaging;
using Easel.Server.Models;
using Easel.Server.Storage;

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

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
