using System.Globalization;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Server.Api.Problems;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Easel.Server.OpenAi;

/// <summary>An error as OpenAI's API gives it.</summary>
/// <param name="Message">what people read</param>
/// <param name="Type">whose fault it is</param>
/// <param name="Param">the field; none if it is the whole</param>
/// <param name="Code">what programs read; none if there is no word for it</param>
internal sealed record OpenAiError(string Message, string Type, string? Param, string? Code);

/// <summary>An answer with an error.</summary>
internal sealed record OpenAiErrorAnswer(OpenAiError Error);

/// <summary>Around every address of OpenAI's API: gives errors its form.</summary>
/// <param name="logger">Told what nobody expected.</param>
/// <param name="options">Whether the log is private.</param>
internal sealed class OpenAiErrors(ILogger<OpenAiErrors> logger, ServerOptions options) : IEndpointFilter
{
    private const string Wrong = "invalid_request_error";

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
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
            (int status, OpenAiError told) = BodyLimit.IsPassed(error)
                ? (StatusCodes.Status413PayloadTooLarge, new OpenAiError(BodyLimit.Describe(http.Request, options.Limits), Wrong, null, "request_too_large"))
                : Of(error);
            if (error is QueueFullException full)
            {
                http.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, full.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }
            else if (status == StatusCodes.Status500InternalServerError && error is not GenerationFailedException)
            {
                FailureLog.Tell(logger, options.IsPrivate, http.Request.Path, error);
            }

            return Answer(told, status);
        }
    }

    /// <summary>An error as an answer.</summary>
    public static IResult Answer(OpenAiError error, int status) => ForeignJson.Answer(new OpenAiErrorAnswer(error), status);

    /// <summary>What an error is called, and its status.</summary>
    public static (int Status, OpenAiError Error) Of(Exception error) => error switch
    {
        FieldException field => (StatusCodes.Status400BadRequest, new OpenAiError(Name(field.Field, field.Message), Wrong, NoneIfEmpty(field.Field), "invalid_value")),
        ThingMissingException { Field: "model" } missing => (StatusCodes.Status404NotFound, new OpenAiError(missing.Message, Wrong, missing.Field, "model_not_found")),
        ThingMissingException missing => (StatusCodes.Status404NotFound, new OpenAiError(missing.Message, Wrong, NoneIfEmpty(missing.Field), "not_found")),
        JobRefusedException refused => (StatusCodes.Status400BadRequest, new OpenAiError(Name(NameHere(refused.Field), refused.Message), Wrong, NoneIfEmpty(NameHere(refused.Field)), "invalid_value")),
        ImageException image => (StatusCodes.Status400BadRequest, new OpenAiError(image.Message, Wrong, "image", "invalid_image")),
        QueueFullException full => (StatusCodes.Status429TooManyRequests, new OpenAiError(full.Message, "requests", null, "rate_limit_exceeded")),
        ServerEndsException ends => (StatusCodes.Status503ServiceUnavailable, new OpenAiError(ends.Message, "server_error", null, "server_stopping")),
        GenerationFailedException failed => (StatusCodes.Status500InternalServerError, new OpenAiError(failed.Message, "server_error", null, "generation_failed")),
        BadHttpRequestException bad => (bad.StatusCode, new OpenAiError(ApiProblem.WordsOf(bad.StatusCode) ?? bad.Message, Wrong, null, null)),
        InvalidDataException data => (StatusCodes.Status400BadRequest, new OpenAiError($"The form cannot be read: {data.Message}", Wrong, null, null)),
        IOException when FileProblem.IsDiskFull(error) => (StatusCodes.Status507InsufficientStorage, new OpenAiError(ApiProblem.FullDisk, "server_error", null, "disk_full")),
        _ => (StatusCodes.Status500InternalServerError, new OpenAiError("The server made an error, which its log tells of.", "server_error", null, null)),
    };

    private static string Name(string field, string message) => field.Length == 0 ? message : $"{field}: {message}";

    private static string? NoneIfEmpty(string field) => field.Length == 0 ? null : field;

    /// <summary>What OpenAI's clients call a field of Easel's own API.</summary>
    private static string NameHere(string field) => field switch
    {
        "width" or "height" => "size",
        "count" => "n",
        "initial" => "image",
        "negativePrompt" => "negative_prompt",
        "scale" => "guidance_scale",
        _ => field,
    };
}
