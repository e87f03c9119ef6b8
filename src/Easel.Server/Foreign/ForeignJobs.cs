using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Microsoft.Extensions.Hosting;

namespace Easel.Server.Foreign;

/// <summary>
/// Jobs of clients that wait for their pictures. A job is held as long as somebody waits for it: whoever hangs up cancels it, unless another waits for the same one.
/// Jobs whose pictures are only for who asked are forgotten when these are given back.
/// </summary>
internal sealed class ForeignJobs(IJobs jobs, IGallery gallery, IHostApplicationLifetime lifetime)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _holders = [];

    /// <summary>Submits a job, to be let go by disposing it.</summary>
    /// <exception cref="QueueFullException">There is no room.</exception>
    /// <exception cref="JobRefusedException">It asks for what this server does not do.</exception>
    public HeldJob Submit(JobRequest request)
    {
        lock (_lock)
        {
            Job job = jobs.Submit(request);
            _holders[job.Id] = _holders.GetValueOrDefault(job.Id) + 1;
            return new HeldJob(this, job);
        }
    }

    /// <summary>Waits until a job is over.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    /// <exception cref="ServerEndsException">The server comes to its end.</exception>
    internal async Task<Job> WhenOverAsync(Job held, CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        try
        {
            return await jobs.WhenOverAsync(held.Id, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new ServerEndsException(held.Asked.IsShown);
        }
    }

    /// <summary>What happens to a job, until it is over.</summary>
    internal IAsyncEnumerable<JobEvent> FollowAsync(string id, CancellationToken either) => jobs.FollowAsync(id, after: 0, either);

    /// <summary>A small picture of what it has come to by now.</summary>
    internal Imaging.Image? PreviewOf(string id) => jobs.PreviewOf(id);

    /// <summary>What it has come to by now.</summary>
    internal Task<Imaging.Image?> DecodeAsync(string id, CancellationToken cancel) => jobs.DecodeAsync(id, cancel);

    /// <summary>A job's pictures in their order, those that are there.</summary>
    internal IReadOnlyList<PaintedFile> PicturesOf(Job job)
    {
        List<PaintedFile> files = [];
        foreach (GalleryPicture picture in gallery.List(new GalleryQuery { Job = job.Id, Take = job.PictureCount }).OrderBy(picture => picture.Index))
        {
            if (FileOf(picture) is byte[] bytes)
            {
                files.Add(new PaintedFile(picture, bytes));
            }
        }

        return files;
    }

    /// <summary>A picture's file; none if somebody deleted it.</summary>
    internal byte[]? FileOf(GalleryPicture picture)
    {
        using Stream? file = gallery.OpenFile(picture);
        if (file is null)
        {
            return null;
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>One holder less.</summary>
    internal void LetGo(Job held)
    {
        lock (_lock)
        {
            if (--_holders[held.Id] > 0)
            {
                return;
            }

            _holders.Remove(held.Id);

            // What a server that stops leaves is painted by the next one, or forgotten: see JobQueue.ForgetUnwanted.
            if (lifetime.ApplicationStopping.IsCancellationRequested || jobs.Find(held.Id) is not Job job)
            {
                return;
            }

            if (!job.IsOver)
            {
                jobs.Cancel(held.Id);
            }
        }

        if (!held.Asked.IsShown)
        {
            _ = ForgetAsync(held.Id);
        }
    }

    private async Task ForgetAsync(string id)
    {
        try
        {
            await jobs.WhenOverAsync(id, lifetime.ApplicationStopping).ConfigureAwait(false);
            jobs.Forget(id);
        }
        catch (Exception error) when (error is OperationCanceledException or JobRefusedException or ObjectDisposedException)
        {
            // The server ends, or somebody had the job painted again.
        }
    }
}

/// <summary>A finished picture and its PNG file.</summary>
/// <param name="Picture">what the gallery knows of it</param>
/// <param name="Png">the file's bytes</param>
internal sealed record PaintedFile(GalleryPicture Picture, byte[] Png);

/// <summary>A job that a client waits for.</summary>
internal sealed class HeldJob(ForeignJobs owner, Job job) : IDisposable
{
    /// <summary>As it was when it was submitted.</summary>
    public Job Job => job;

    /// <summary>Waits until it is over.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    /// <exception cref="ServerEndsException">The server comes to its end.</exception>
    public Task<Job> WhenOverAsync(CancellationToken gone) => owner.WhenOverAsync(job, gone);

    /// <summary>What happens to it, until it is over.</summary>
    public IAsyncEnumerable<JobEvent> FollowAsync(CancellationToken cancel) => owner.FollowAsync(job.Id, cancel);

    /// <summary>What it has come to by now; none if that is not known.</summary>
    public Task<Imaging.Image?> DecodeAsync(CancellationToken cancel) => owner.DecodeAsync(job.Id, cancel);

    /// <summary>A small picture of what it has come to by now; none if there is none.</summary>
    public Imaging.Image? Preview() => owner.PreviewOf(job.Id);

    /// <summary>Its pictures in their order, those that are there.</summary>
    public IReadOnlyList<PaintedFile> Pictures() => owner.PicturesOf(job);

    /// <summary>A picture's file; none if somebody deleted it.</summary>
    public byte[]? FileOf(GalleryPicture picture) => owner.FileOf(picture);

    /// <inheritdoc/>
    public void Dispose() => owner.LetGo(job);
}
