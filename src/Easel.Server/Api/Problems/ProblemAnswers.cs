using Easel.Checkpoints;
using Easel.Models;
using Easel.Painting.Jobs;
using Easel.Server.Jobs;
using Easel.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Api.Problems;

/// <summary>Answers with problems where something goes wrong and nobody else has answered.</summary>
/// <param name="next">What may go wrong.</param>
/// <param name="log">Told of what is no fault of the request.</param>
/// <param name="options">Whether the log is private.</param>
/// <param name="discretion">Leaves folders out of errors.</param>
internal sealed class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> log, ServerOptions options, Discretion discretion)
{
    /// <summary>Goes on, and answers.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be told.
            return;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            if (error is QueueFullException full)
            {
                context.Response.Headers.RetryAfter = ApiProblem.RetryAfter(full);
            }

            await ApiProblem.WriteAsync(context, Discreet(Of(context, error)) ?? Own(context, error)).ConfigureAwait(false);
            return;
        }

        HttpResponse response = context.Response;
        if (response.StatusCode >= StatusCodes.Status400BadRequest && !response.HasStarted && response.ContentType is null && response.ContentLength is null or 0)
        {
            bool isUnread = response.StatusCode == StatusCodes.Status400BadRequest;
            await ApiProblem.WriteAsync(context, isUnread && ParameterProblem.Of(context) is var (parameter, message) ? ApiProblem.OfField(parameter, message) : ApiProblem.Create(response.StatusCode, WordsOf(context))).ConfigureAwait(false);
        }
    }

    private ProblemDetails? Of(HttpContext context, Exception error)
        => BodyLimit.IsPassed(error) ? ApiProblem.Create(StatusCodes.Status413PayloadTooLarge, BodyLimit.Describe(context.Request, options.Limits)) : ApiProblem.Of(error);

    private string WordsOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => BodyLimit.Describe(context.Request, options.Limits),
        StatusCodes.Status404NotFound => "There is nothing at this address. /openapi/v1.json describes all of /api/v1, and /scalar shows it.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not know the method {context.Request.Method}.",
        int status => ApiProblem.WordsOf(status) ?? ApiProblem.TitleOf(status),
    };

    private ProblemDetails? Discreet(ProblemDetails? problem)
    {
        if (problem is not null)
        {
            problem.Detail = discretion.Of(problem.Detail ?? "");
        }

        if (problem is HttpValidationProblemDetails fields)
        {
            fields.Errors = fields.Errors.ToDictionary(field => field.Key, field => field.Value.Select(discretion.Of).ToArray(), StringComparer.Ordinal);
        }

        return problem;
    }

    private ProblemDetails Own(HttpContext context, Exception error)
    {
        // Messages of others may hold a prompt or a path: the client gets neither, the log no prompt if it is private. What is said of a model's files is for the client too.
        FailureLog.Tell(log, options.IsPrivate, $"{context.Request.Method} {context.Request.Path}", error);
        return error switch
        {
            CheckpointException or ConfigException => ApiProblem.Create(StatusCodes.Status422UnprocessableEntity, discretion.Of(error.Message)),
            IOException when FileProblem.IsDiskFull(error) => ApiProblem.Create(StatusCodes.Status507InsufficientStorage, ApiProblem.FullDisk),
            _ => ApiProblem.Create(StatusCodes.Status500InternalServerError, "Something went wrong on the server; its log says what."),
        };
    }
}
