using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Metadata;
using Easel.Server.Api.Bodies;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.Security;

namespace Easel.Server.Api.Reading;

/// <summary>Jobs and pictures as the API tells of them.</summary>
/// <param name="jobs">The queue.</param>
/// <param name="gallery">Finished pictures.</param>
/// <param name="discretion">Leaves folders out of errors.</param>
internal sealed class RequestView(IJobs jobs, IGallery gallery, Discretion discretion)
{
    /// <summary>A request as a body that paints the same.</summary>
    public static JobBody BodyOf(ImageRequest request, string? model, string? fit, int priority = 0) => new()
    {
        Prompt = request.Batches[0][0],
        NegativePrompt = request.NegativePrompt,
        Model = model,
        Width = request.Width,
        Height = request.Height,
        Steps = request.Steps,
        Sampler = SamplerNames.NameOf(request.Sampler),
        Schedule = request.Schedule == ScheduleKind.Automatic ? null : ScheduleNames.NameOf(request.Schedule),
        Scale = request.GuidanceScale,
        Eta = request.Eta,
        Seed = (long)request.Seed,
        Count = request.Iterations,
        Syntax = RequestRecord.Lower(request.Syntax),
        Noise = RequestRecord.Lower(request.Noise),
        Fast = request.Approximations == ApproximationChoice.None ? "off" : request.Approximations.ToString(),
        Initial = request.Initial is null ? null : new InitialBody { Strength = request.Initial.Strength, Fit = fit },
        Mask = request.Initial?.Mask is null ? null : new MaskBody { Blending = request.Initial.Blending == MaskBlending.AsDemo ? "demo" : "exact" },
        Priority = priority,
    };

    /// <summary>How far a job is.</summary>
    public static ProgressJson Of(JobProgress progress) => new()
    {
        Job = progress.Job,
        Picture = progress.Picture,
        Pictures = progress.Pictures,
        Step = progress.Step,
        Steps = progress.Steps,
        SecondsPerStep = progress.SecondsPerStep,
        SecondsLeft = progress.SecondsLeft,
        Fraction = progress.Fraction,
        Preview = progress.Preview,
    };

    /// <summary>A picture.</summary>
    public static PictureJson Of(GalleryPicture picture) => new()
    {
        Id = picture.Id,
        Job = picture.Job,
        Index = picture.Index,
        Seed = picture.Seed,
        Width = picture.Width,
        Height = picture.Height,
        Created = picture.Created,
        Favourite = picture.IsFavourite,
        Deleted = picture.Deleted,
        Shown = picture.IsShown,
        Model = picture.Model,
        Request = BodyOf(picture.Request with { Seed = picture.Seed, Iterations = 1 }, picture.Model, picture.Fit),
        Sha256 = picture.Sha256,
        Url = $"/api/v1/pictures/{picture.Id}/file",
        Thumbnail = $"/api/v1/pictures/{picture.Id}/thumbnail",
    };

    /// <summary>A job.</summary>
    public JobJson Of(Job job) => Of(job, job.State == JobState.Queued ? jobs.PlaceOf(job.Id) : null);

    /// <summary>Jobs in the queue's order. Those that wait stand one behind the other unless some are left out.</summary>
    /// <param name="found">The jobs.</param>
    /// <param name="isWhole">Whether none that waits is left out between two.</param>
    public IReadOnlyList<JobJson> Of(IReadOnlyList<Job> found, bool isWhole)
    {
        List<JobJson> shown = [];
        int? last = null;
        foreach (Job job in found)
        {
            int? place = job.State != JobState.Queued ? null : isWhole && last is int before ? before + 1 : jobs.PlaceOf(job.Id);
            last = place ?? last;
            shown.Add(Of(job, place));
        }

        return shown;
    }

    private JobJson Of(Job job, int? place) => new()
    {
        Id = job.Id,
        State = JobStates.NameOf(job.State),
        Priority = job.Asked.Priority,
        Place = place,
        Created = job.Created,
        Started = job.Started,
        Finished = job.Finished,
        Attempts = job.Attempts,
        Source = job.Asked.Source,
        Key = job.Asked.Key,
        Request = BodyOf(job.Asked.Request, job.Asked.Model, job.Asked.Fit, job.Asked.Priority),
        Count = job.PictureCount,
        Pictures = job.Attempts == 0 ? [] : [.. gallery.List(new GalleryQuery { Job = job.Id, Take = job.PictureCount }).OrderBy(picture => picture.Index).Select(Of)],
        Progress = job.State == JobState.Running && jobs.ProgressOf(job.Id) is JobProgress progress ? Of(progress) : null,
        Error = job.Error is null ? null : discretion.Of(job.Error),
        Warnings = [.. job.Warnings.Select(discretion.Of)],
    };
}
