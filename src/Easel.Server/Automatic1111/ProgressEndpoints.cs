using System.Globalization;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Resampling;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Easel.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Automatic1111;

/// <summary>The answer of <c>progress</c>.</summary>
internal sealed record WebUiProgress(double Progress, double EtaRelative, WebUiProgressState State, byte[]? CurrentImage, string? Textinfo);

/// <summary>What is being painted, as the web UI tells it.</summary>
internal sealed record WebUiProgressState(
    bool Skipped, bool Interrupted, bool StoppingGeneration, string Job, int JobCount, string JobTimestamp, int JobNo, int SamplingStep, int SamplingSteps);

/// <summary>The answer of <c>/internal/progress</c>, which asks for a job by the client's own name.</summary>
internal sealed record WebUiTaskProgress(bool Active, bool Queued, bool Completed, double? Progress, double? Eta, string? LivePreview, int? IdLivePreview, string? Textinfo);

/// <summary><c>/sdapi/v1/progress</c> and <c>/internal/progress</c>: how far the asker's job of this API is.</summary>
internal static class ProgressEndpoints
{
    /// <summary>What the web UI begins with, so that clients see that something has begun.</summary>
    private const double Least = 0.01;

    private const string NoTime = "0";

    /// <summary>Adds the address under <c>/sdapi/v1</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
        => routes.MapGet("/progress", (HttpContext context, IJobs jobs, Interrupts interrupts) => ForeignJson.Answer(Describe(interrupts.JobsOf(Requester.OwnerOf(context)), jobs, interrupts, WantsPicture(context.Request))));

    /// <summary>Adds the address under <c>/internal</c>.</summary>
    public static void MapInternal(IEndpointRouteBuilder routes)
        => routes.MapPost("/progress", async (HttpContext context, IJobs jobs, Interrupts interrupts) =>
        {
            JsonFields fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
            string task = fields.Text("id_task") is { Length: > 0 } named ? named : throw new FieldException("id_task", "the name is wanted that the job was given as force_task_id");
            Job? job = interrupts.JobsOf(Requester.OwnerOf(context)).FirstOrDefault(job => job.Asked.Key == task);
            return ForeignJson.Answer(DescribeTask(job, jobs, fields));
        });

    private static WebUiProgress Describe(IReadOnlyList<Job> all, IJobs jobs, Interrupts interrupts, bool wantsPicture)
    {
        if (all.Count == 0)
        {
            return new WebUiProgress(0, 0, new WebUiProgressState(false, false, false, "", 0, NoTime, 0, 0, 0), null, null);
        }

        Job job = all[0];
        JobProgress? progress = jobs.ProgressOf(job.Id);
        bool isInterrupted = interrupts.IsInterrupted(job.Id);
        WebUiProgressState state = new(
            Skipped: false,
            isInterrupted,
            isInterrupted,
            job.Asked.Key ?? job.Id,
            job.PictureCount,
            (job.Started ?? job.Created).ToLocalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            Math.Max(0, (progress?.Picture ?? 1) - 1),
            progress?.Step ?? 0,
            progress?.Steps ?? job.Asked.Request.Steps);
        return new WebUiProgress(
            Math.Clamp(progress?.Fraction ?? 0, Least, 1),
            progress?.SecondsLeft ?? 0,
            state,
            wantsPicture ? PreviewOf(job, jobs) : null,
            progress is null ? "In queue..." : null);
    }

    private static WebUiTaskProgress DescribeTask(Job? job, IJobs jobs, JsonFields fields)
    {
        // As there: what is not known is over.
        if (job is null)
        {
            return new WebUiTaskProgress(Active: false, Queued: false, Completed: true, null, null, null, null, null);
        }

        JobProgress? progress = jobs.ProgressOf(job.Id);
        if (progress is null)
        {
            return new WebUiTaskProgress(Active: false, Queued: true, Completed: false, null, null, null, null, FormattableString.Invariant($"In queue: {jobs.PlaceOf(job.Id) ?? 1}"));
        }

        bool hasNewer = (fields.Flag("live_preview") ?? true) && progress.Preview > 0 && progress.Preview != (fields.Whole("id_live_preview") ?? -1);
        string? picture = hasNewer && PreviewOf(job, jobs) is byte[] png ? $"data:image/png;base64,{Convert.ToBase64String(png)}" : null;
        return new WebUiTaskProgress(Active: true, Queued: false, Completed: false, Math.Max(Least, progress.Fraction), progress.SecondsLeft, picture, progress.Preview, null);
    }

    /// <summary>The newest preview in the picture's size.</summary>
    private static byte[]? PreviewOf(Job job, IJobs jobs)
        => jobs.PreviewOf(job.Id) is Image preview ? PngFile.Encode(PillowResize.Resize(preview, job.Asked.Request.Width, job.Asked.Request.Height, PillowFilter.Bicubic)) : null;

    private static bool WantsPicture(HttpRequest request) => request.Query["skip_current_image"].ToString().Trim().ToUpperInvariant() is not ("TRUE" or "1" or "YES" or "ON");
}
