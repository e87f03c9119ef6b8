using System.Globalization;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Easel.Server.Api.Problems;

/// <summary>Errors as RFC 9457 has them, application/problem+json: what went wrong, and with which field. Nothing of the machine's folders is in them.</summary>
internal static class ApiProblem
{
    /// <summary>What is told of a disk that is full, by every interface.</summary>
    public const string FullDisk = "The server's disk is full; its owner must make room.";

    /// <summary>The problem that an exception is; none if it is this server's own fault.</summary>
    public static ProblemDetails? Of(Exception error) => error switch
    {
        JobRefusedException refused => OfField(refused.Field, refused.Message),
        BadHttpRequestException { InnerException: JsonException json } => JsonProblem.Of(json) is var (field, message) ? OfField(field, message) : null,
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad when bad.Message.Contains("no body was provided", StringComparison.Ordinal) => OfField("", "a JSON object is wanted as the body"),
        BadHttpRequestException bad => Create(bad.StatusCode, WordsOf(bad.StatusCode) ?? bad.Message),
        InvalidOperationException { Source: "Microsoft.AspNetCore.Http.Extensions", InnerException: ArgumentException } => Create(StatusCodes.Status415UnsupportedMediaType, "The body's charset is not known here; send JSON in UTF-8: Content-Type: application/json"),
        NotHereException missing => Create(StatusCodes.Status404NotFound, missing.Message),
        ConflictException conflict => Create(StatusCodes.Status409Conflict, conflict.Message),
        ForbiddenException forbidden => Create(forbidden.Status, forbidden.Message),
        QueueFullException full => Create(StatusCodes.Status429TooManyRequests, full.Message),
        GenerationException wrong => Create(StatusCodes.Status422UnprocessableEntity, wrong.Message),
        _ => null,
    };

    /// <summary>A problem of a status.</summary>
    public static ProblemDetails Create(int status, string detail) => new() { Status = status, Title = TitleOf(status), Detail = detail };

    /// <summary>Writes it as the answer.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(problem, problem.GetType(), options: null, contentType: "application/problem+json", context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>When to come again, in whole seconds.</summary>
    public static string RetryAfter(QueueFullException full) => ((int)Math.Ceiling(full.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>What a status means.</summary>
    public static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be used.",
        StatusCodes.Status401Unauthorized => "This server wants a token.",
        StatusCodes.Status403Forbidden => "That is not allowed.",
        StatusCodes.Status404NotFound => "That is not here.",
        StatusCodes.Status405MethodNotAllowed => "This address has no such method.",
        StatusCodes.Status408RequestTimeout => "The request came too slowly.",
        StatusCodes.Status409Conflict => "That does not go with the present state.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "A body of this kind cannot be read.",
        StatusCodes.Status421MisdirectedRequest => "This server has another name.",
        StatusCodes.Status422UnprocessableEntity => "That cannot be painted.",
        StatusCodes.Status429TooManyRequests => "There is no room.",
        StatusCodes.Status507InsufficientStorage => "The server's disk is full.",
        _ => status < StatusCodes.Status500InternalServerError ? "The request cannot be used." : "The server cannot do that now.",
    };

    /// <summary>What to do about a status that the framework answers; none if it says nothing by itself.</summary>
    public static string? WordsOf(int status) => status switch
    {
        StatusCodes.Status415UnsupportedMediaType => "JSON is wanted: Content-Type: application/json",
        StatusCodes.Status408RequestTimeout => "The body came too slowly, and was not waited for.",
        _ => null,
    };

    /// <summary>What is wrong with a field; with the whole if that is empty.</summary>
    public static HttpValidationProblemDetails OfField(string field, string message)
        => new(new Dictionary<string, string[]> { [field] = [message] })
        {
            Status = StatusCodes.Status400BadRequest,
            Title = TitleOf(StatusCodes.Status400BadRequest),
            Detail = field.Length == 0 ? message : $"{field}: {message}",
        };
}
