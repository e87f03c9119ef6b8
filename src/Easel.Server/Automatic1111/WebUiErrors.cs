using System.Diagnostics;
using System.Globalization;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;
using Easel.Server.Api.Problems;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Automatic1111;

/// <summary>An error in the form that A1111's web UI gives it.</summary>
/// <param name="Error">the exception's name there</param>
/// <param name="Detail">what clients show</param>
/// <param name="Body">always empty</param>
/// <param name="Errors">the same again, where other clients look</param>
internal sealed record WebUiError(string Error, string Detail, string Body, string Errors);

/// <summary>Around every address of A1111's API: tells how long an answer took, and gives errors its form.</summary>
/// <param name="logger">Told what nobody expected.</param>
/// <param name="options">Whether the log is private.</param>
internal sealed class WebUiErrors(ILogger<WebUiErrors> logger, ServerOptions options) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        long begun = Stopwatch.GetTimestamp();
        http.Response.OnStarting(() =>
        {
            http.Response.Headers["X-Process-Time"] = Stopwatch.GetElapsedTime(begun).TotalSeconds.ToString("0.####", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer.
            return Results.Empty;
        }
        catch (Exception error)
        {
            return Answer(error, http);
        }
    }

    /// <summary>An error's answer.</summary>
    public static IResult Of(int status, string detail, string error = "HTTPException") => ForeignJson.Answer(new WebUiError(error, detail, "", detail), status);

    private IResult Answer(Exception error, HttpContext http)
    {
        switch (error)
        {
            case FieldException field:
                return Of(StatusCodes.Status422UnprocessableEntity, Name(field.Field, field.Message));
            case ThingMissingException missing:
                return Of(StatusCodes.Status404NotFound, missing.Message);
            case JobRefusedException refused:
                return Of(StatusCodes.Status422UnprocessableEntity, Name(NameHere(refused.Field), refused.Message));
            case UsageException usage:
                return Of(StatusCodes.Status422UnprocessableEntity, usage.Message);
            case ImageException image:
                return Of(StatusCodes.Status422UnprocessableEntity, image.Message);
            case QueueFullException full:
                http.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, full.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return Of(StatusCodes.Status429TooManyRequests, full.Message);
            case ServerEndsException ends:
                return Of(StatusCodes.Status503ServiceUnavailable, ends.Message);
            case BadHttpRequestException when BodyLimit.IsPassed(error):
                return Of(StatusCodes.Status413PayloadTooLarge, BodyLimit.Describe(http.Request, options.Limits));
            case BadHttpRequestException bad:
                return Of(bad.StatusCode, ApiProblem.WordsOf(bad.StatusCode) ?? bad.Message);
            case IOException when FileProblem.IsDiskFull(error):
                return Of(StatusCodes.Status507InsufficientStorage, ApiProblem.FullDisk, "OSError");
            default:
                FailureLog.Tell(logger, options.IsPrivate, http.Request.Path, error);
                return Of(StatusCodes.Status500InternalServerError, "The server made an error, which its log tells of.", "RuntimeError");
        }
    }

    private static string Name(string field, string message) => field.Length == 0 ? message : $"{field}: {message}";

    /// <summary>What A1111's clients call a field of Easel's own API.</summary>
    private static string NameHere(string field) => field switch
    {
        "negativePrompt" => "negative_prompt",
        "scale" => "cfg_scale",
        "count" => "batch_size x n_iter",
        "sampler" => "sampler_name",
        "schedule" => "scheduler",
        "strength" => "denoising_strength",
        "initial" => "init_images",
        "key" => "force_task_id",
        "model" => "sd_model_checkpoint",
        _ => field,
    };
}
