using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Problems;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Easel.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Api.Endpoints;

/// <summary><c>/jobs</c>: submitting, following, and changing the turn of what is painted.</summary>
internal static class JobEndpoints
{
    private const int MostTaken = 2_000;

    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapPost("", SubmitAsync).WithName("submitJob").ProducesValidationProblem().ProducesProblem(StatusCodes.Status429TooManyRequests);
        jobs.MapGet("", List).WithName("listJobs").ProducesValidationProblem();
        jobs.MapGet("/{id}", Show).WithName("getJob").ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapDelete("/{id}", Forget).WithName("forgetJob").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        jobs.MapPatch("/{id}", Move).WithName("moveJob").ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        Changes(jobs.MapPost("/{id}/cancel", Cancel), "cancelJob");
        Changes(jobs.MapPost("/{id}/pause", Pause), "pauseJob");
        Changes(jobs.MapPost("/{id}/resume", Resume), "resumeJob");
        Changes(jobs.MapPost("/{id}/retry", Retry), "retryJob");
        Changes(jobs.MapPost("/{id}/skip", Skip), "skipJob");
        jobs.MapGet("/{id}/preview", PreviewAsync).WithName("getPreview").Produces<byte[]>(StatusCodes.Status200OK, "image/png").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>The job of an id, if it is the caller's to see.</summary>
    /// <exception cref="NotHereException">There is none.</exception>
    public static Job Required(IJobs jobs, string id, HttpContext context)
        => jobs.Find(id) is Job job && Requester.MaySee(context, job.Asked.Owner) ? job : throw new NotHereException("There is no such job, or it was forgotten.");

    private static void Changes(RouteHandlerBuilder address, string name) => address.WithName(name).ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Submits a job.</summary>
    /// <remarks>When this answers, a server that is killed still has the job. If the queue is full, Retry-After says in how many seconds there is probably room.</remarks>
    /// <param name="body">What to paint.</param>
    /// <response code="201">The job, and where it is.</response>
    internal static async Task<Created<JobJson>> SubmitAsync(JobBody body, JobReader reader, IJobs jobs, RequestView view, HttpContext context)
    {
        Job job = await jobs.SubmitAsync(reader.Read(body, Requester.OwnerOf(context), Requester.SourceOf(context))).ConfigureAwait(false);
        return TypedResults.Created($"/api/v1/jobs/{job.Id}", view.Of(job));
    }

    /// <summary>Lists jobs: those to be painted first at the front, then those that are over, the newest first.</summary>
    /// <param name="state">Only of these states, with commas between: <c>running,queued,paused</c>.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many to list; 1 to 2000, 50 if not said.</param>
    internal static Ok<IReadOnlyList<JobJson>> List(IJobs jobs, RequestView view, HttpContext context, string? state = null, int skip = 0, int take = 50)
    {
        JobState[] states = [.. (state ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(
            name => JobStates.Find(name) ?? throw new JobRefusedException("state", $"there is no state '{name}'; there are queued, running, paused, done, failed, cancelled"))];
        Limits.Require("skip", skip, 0, int.MaxValue);
        Limits.Require("take", take, 1, MostTaken);
        string? owner = Requester.FilterOf(context);
        bool isWhole = owner is null && (states.Length == 0 || states.Contains(JobState.Queued));
        return TypedResults.Ok(view.Of(jobs.List(states, owner, skip, take), isWhole));
    }

    /// <summary>Shows a job.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<JobJson> Show(string id, IJobs jobs, RequestView view, HttpContext context) => TypedResults.Ok(view.Of(Required(jobs, id, context)));

    /// <summary>Forgets a job that is over; its pictures stay in the gallery.</summary>
    /// <param name="id">Its id.</param>
    internal static NoContent Forget(string id, IJobs jobs, HttpContext context)
    {
        Job job = Required(jobs, id, context);
        if (!job.IsOver)
        {
            throw new ConflictException($"The job is {JobStates.NameOf(job.State)}; cancel it first.");
        }

        jobs.Forget(id);
        return TypedResults.NoContent();
    }

    /// <summary>Changes a job's turn: its priority, or the job before or behind which it comes.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="body">Which turn.</param>
    internal static Ok<JobJson> Move(string id, MoveBody body, IJobs jobs, RequestView view, HttpContext context)
    {
        Required(jobs, id, context);
        RequireNeighbour("before", body.Before, jobs, context);
        RequireNeighbour("after", body.After, jobs, context);
        if (body is { Before: not null, After: not null })
        {
            throw new JobRefusedException("after", "before is given too; give one of them");
        }

        if (body is { Priority: not null } and ({ Before: not null } or { After: not null }))
        {
            throw new JobRefusedException("priority", "becomes that of the job before or behind which this one comes; leave it out");
        }

        if (body is { Priority: null, Before: null, After: null })
        {
            throw new JobRefusedException("", "nothing is to be changed; give priority, before, or after");
        }

        jobs.Move(id, body.Priority, body.Before, body.After);
        return TypedResults.Ok(view.Of(Required(jobs, id, context)));
    }

    private static void RequireNeighbour(string field, string? id, IJobs jobs, HttpContext context)
    {
        Limits.RequireId(field, id);
        if (id is not null && (jobs.Find(id) is not Job other || !Requester.MaySee(context, other.Asked.Owner)))
        {
            throw new JobRefusedException(field, "there is no such job");
        }
    }

    /// <summary>Ends a job: at once if it waits, after its step if it runs. Pictures that are there are kept. Without effect if it is over.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<JobJson> Cancel(string id, IJobs jobs, RequestView view, HttpContext context) => Changed(id, jobs, jobs.Cancel, view, context);

    /// <summary>Lets a job wait, after its step if it runs, until it is resumed. Without effect if it is over.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<JobJson> Pause(string id, IJobs jobs, RequestView view, HttpContext context) => Changed(id, jobs, jobs.Pause, view, context);

    /// <summary>Puts a paused job back into the queue, at its place; it goes on at its step.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<JobJson> Resume(string id, IJobs jobs, RequestView view, HttpContext context) => Changed(id, jobs, jobs.Resume, view, context);

    /// <summary>Puts a failed or cancelled job back into the queue; pictures that are there are not painted again.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<JobJson> Retry(string id, IJobs jobs, RequestView view, HttpContext context) => Changed(id, jobs, jobs.Retry, view, context);

    /// <summary>Makes no more of the picture that is being painted, and goes on with the job's next one.</summary>
    /// <param name="id">Its id.</param>
    internal static Ok<JobJson> Skip(string id, IJobs jobs, RequestView view, HttpContext context) => Changed(id, jobs, jobs.Skip, view, context);

    private static Ok<JobJson> Changed(string id, IJobs jobs, Func<string, bool> change, RequestView view, HttpContext context)
    {
        Required(jobs, id, context);
        change(id);
        return TypedResults.Ok(view.Of(Required(jobs, id, context)));
    }

    /// <summary>What a running job's picture looks like so far, as a PNG file: small and at once, or decoded in full.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="decode">Whether the network decodes it in full, after the present step; that takes the time of a step or two.</param>
    internal static async Task<FileContentHttpResult> PreviewAsync(string id, IJobs jobs, HttpContext context, bool decode = false)
    {
        Required(jobs, id, context);
        Image preview = (decode ? await jobs.DecodeAsync(id, context.RequestAborted).ConfigureAwait(false) : jobs.PreviewOf(id) ?? jobs.LastPreviewOf(id))
            ?? throw new NotHereException("There is no preview: the job is not painted now, or its first step is not done.");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(PngFile.Encode(preview), "image/png");
    }
}
