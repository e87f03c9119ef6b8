using System.Collections.Concurrent;
using Easel.Imaging;
using Easel.Server.Jobs;
using Microsoft.Extensions.Hosting;

namespace Easel.Server.Automatic1111;

/// <summary>Jobs of this API that a client interrupts: as the web UI does, the picture that was being painted is given back as far as it came.</summary>
internal sealed class Interrupts(IJobs jobs, IHostApplicationLifetime lifetime)
{
    /// <summary>What this API calls itself where jobs are listed.</summary>
    public const string Source = "sdapi";

    // Nobody takes the pictures of those who hung up, or of jobs that failed.
    private const int MostKept = 16;

    private readonly ConcurrentDictionary<string, Task<Image?>> _pictures = [];

    /// <summary>The jobs of an owner that this API submitted and that are not over, those that run first.</summary>
    public IReadOnlyList<Job> JobsOf(string owner)
        => [.. jobs.List([JobState.Running, JobState.Queued, JobState.Paused], owner, skip: 0, take: 1000).Where(job => job.Asked.Source == Source).OrderBy(job => job.State == JobState.Running ? 0 : 1)];

    /// <summary>Ends what an owner's job paints now, behind its step; if none runs, the one that is next.</summary>
    public void Interrupt(string owner)
    {
        IReadOnlyList<Job> all = JobsOf(owner);
        Job[] running = [.. all.Where(job => job.State == JobState.Running)];
        foreach (Job job in running.Length > 0 ? running : [.. all.Take(1)])
        {
            ForgetOldest();
            _ = _pictures.GetOrAdd(job.Id, EndAsync);
        }
    }

    /// <summary>Goes on with the next picture of what an owner's job paints now.</summary>
    public void Skip(string owner)
    {
        foreach (Job job in JobsOf(owner).Where(job => job.State == JobState.Running))
        {
            jobs.Skip(job.Id);
        }
    }

    /// <summary>Whether a job is being interrupted.</summary>
    public bool IsInterrupted(string job) => _pictures.ContainsKey(job);

    /// <summary>The unfinished picture of a job that was interrupted; none if it was not, or had none. It is given once.</summary>
    public async Task<Image?> TakeAsync(string job) => _pictures.TryRemove(job, out Task<Image?>? picture) ? await picture.ConfigureAwait(false) : null;

    /// <summary>Makes room for one more. Ids sort by time.</summary>
    private void ForgetOldest()
    {
        string[] there = [.. _pictures.Where(picture => picture.Value.IsCompleted).Select(picture => picture.Key).Order(StringComparer.Ordinal)];
        foreach (string job in there.Take(there.Length - MostKept + 1))
        {
            _pictures.TryRemove(job, out _);
        }
    }

    private async Task<Image?> EndAsync(string job)
    {
        try
        {
            return jobs.ProgressOf(job) is null ? null : await jobs.DecodeAsync(job, lifetime.ApplicationStopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                jobs.Cancel(job);
            }
        }
    }
}
