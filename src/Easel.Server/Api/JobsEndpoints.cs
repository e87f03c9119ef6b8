using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Api;

/// <summary>What a client asks to be painted.</summary>
internal sealed record SubmittedJob(string Prompt, string? NegativePrompt, string? Model, int? Width, int? Height, int? Steps, double? Scale, ulong? Seed, int? Count, int? Priority, string? Key);

/// <summary><c>/api/v1/jobs</c>, as much of it as clients need to submit a job and to see what has become of it.</summary>
internal static class JobsEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/jobs", Submit);
        routes.MapGet("/api/v1/jobs/{id}", (string id, IJobs jobs, IGallery gallery) => jobs.Find(id) is Job job ? Results.Json(Describe(job, gallery)) : Results.NotFound());
        routes.MapGet("/api/v1/jobs", (IJobs jobs, IGallery gallery, int skip = 0, int take = 50) => Results.Json(jobs.List([], null, skip, take).Select(job => Describe(job, gallery))));
        routes.MapGet("/api/v1/pictures/{id}/file", (string id, IGallery gallery) => gallery.Find(id) is GalleryPicture picture && gallery.OpenFile(picture) is Stream file ? Results.Stream(file, "image/png") : Results.NotFound());
        routes.MapGet("/api/v1/status", (IJobs jobs) => Results.Json(new { queue = new { jobs = jobs.Pending().Jobs, pictures = jobs.Pending().Pictures }, running = jobs.Running }));
    }

    private static IResult Submit(SubmittedJob asked, IJobs jobs, IModels models, IGallery gallery, HttpContext context)
    {
        ModelEntry model = models.Find(asked.Model) ?? models.Find(null)!;
        (SamplerKind sampler, _) = SamplerNames.Read(model.Defaults.Sampler) ?? (SamplerKind.Ddim, null);
        ImageRequest request = new()
        {
            Batches = [[asked.Prompt]],
            NegativePrompt = asked.NegativePrompt ?? "",
            Syntax = PromptSyntax.Weighted,
            Iterations = asked.Count ?? 1,
            HasSeedPerIteration = true,
            NoiseBatch = 1,
            Sampler = sampler,
            Schedule = SamplerNames.HasChoiceOfSchedule(sampler) ? SamplerNames.UsualSchedule(sampler) : Diffusion.Schedules.ScheduleKind.Automatic,
            Steps = asked.Steps ?? model.Defaults.Steps,
            GuidanceScale = asked.Scale ?? model.Defaults.GuidanceScale,
            Width = asked.Width ?? model.Defaults.Width,
            Height = asked.Height ?? model.Defaults.Height,
            Seed = asked.Seed ?? (ulong)Random.Shared.NextInt64(uint.MaxValue),
        };
        try
        {
            Job job = jobs.Submit(new JobRequest { Request = request, Model = asked.Model, Priority = asked.Priority ?? 0, Key = asked.Key });
            return Results.Json(Describe(job, gallery), statusCode: StatusCodes.Status201Created);
        }
        catch (JobRefusedException refused)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { [refused.Field] = [refused.Message] });
        }
        catch (QueueFullException full)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(full.RetryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Results.Problem(full.Message, statusCode: StatusCodes.Status429TooManyRequests);
        }
    }

    private static object Describe(Job job, IGallery gallery) => new
    {
        id = job.Id,
        state = JobStates.NameOf(job.State),
        key = job.Asked.Key,
        count = job.PictureCount,
        error = job.Error,
        warnings = job.Warnings,
        pictures = gallery.List(new GalleryQuery { Job = job.Id, Take = job.PictureCount }).OrderBy(picture => picture.Index).Select(picture => new { id = picture.Id, index = picture.Index, seed = picture.Seed, sha256 = picture.Sha256, url = $"/api/v1/pictures/{picture.Id}/file" }),
    };
}
