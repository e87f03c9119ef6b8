using System.Runtime.CompilerServices;
using Easel.Server.Gallery;

namespace Easel.Server.Jobs;

/// <content>What happens.</content>
internal sealed partial class JobQueue
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> FollowAsync(string? id, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using JobFollower follower = events.Follow(id, after, out IReadOnlyList<JobEvent> missed, out bool isWhole);
        long last = after;
        foreach (JobEvent happened in isWhole ? missed : Standing(id))
        {
            last = Math.Max(last, happened.Number);
            yield return happened;
            if (IsEnd(happened, id))
            {
                yield break;
            }
        }

        // It may have ended before this began.
        if (id is not null && Find(id) is var job && job?.IsOver != false)
        {
            if (job is not null)
            {
                yield return new JobChanged(Math.Max(last, events.Last), job);
            }

            yield break;
        }

        while (await follower.NextAsync(cancel).ConfigureAwait(false) is JobEvent happened)
        {
            // What was standing when this began is told already.
            if (happened.Number <= last)
            {
                continue;
            }

            yield return happened;
            if (IsEnd(happened, id))
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Job> WhenOverAsync(string id, CancellationToken cancel)
    {
        await foreach (JobEvent happened in FollowAsync(id, after: 0, cancel).ConfigureAwait(false))
        {
            if (happened is JobChanged { Now: { IsOver: true } job })
            {
                return job;
            }
        }

        return Find(id) switch
        {
            null => throw new JobRefusedException("", $"there is no job '{id}'"),
            { IsOver: true } job => job,
            _ => throw new OperationCanceledException("The server ends before the job does; it goes on with it when it is started again."),
        };
    }

    private static bool IsEnd(JobEvent happened, string? id) => id is not null && happened is JobChanged { Now.IsOver: true };

    /// <summary>How a job stands, for who has missed more than is kept; who follows all looks by himself.</summary>
    private IEnumerable<JobEvent> Standing(string? id)
    {
        long number = events.Last;
        yield return new EventsMissed(number);
        foreach (GalleryPicture picture in id is null ? [] : database.Read(connection => PictureStore.Of(connection, id)))
        {
            yield return new JobPainted(number, picture);
        }

        if (id is not null && Find(id) is Job job)
        {
            yield return new JobChanged(number, job);
        }
    }
}
