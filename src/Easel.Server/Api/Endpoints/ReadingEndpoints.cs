using Easel.Diffusion;
using Easel.Diffusion.Prompts;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Api.Endpoints;

/// <summary>What is read without painting: uploads, files' settings, prompts, plans.</summary>
internal static class ReadingEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/uploads", UploadAsync).WithName("upload").WithTags("Uploads").WithMetadata(FileBody.Instance).ProducesValidationProblem().ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        api.MapPost("/settings", SettingsAsync).WithName("readSettings").WithTags("Uploads").WithMetadata(FileBody.Instance).ProducesValidationProblem().ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        api.MapPost("/tokens", CountTokens).WithName("countTokens").WithTags("Prompts").ProducesValidationProblem();
        api.MapPost("/plans", PlanAsync).WithName("plan").WithTags("Jobs").Produces<object>(StatusCodes.Status200OK, "application/json").ProducesValidationProblem().ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Keeps a picture for a day, to begin with, or as a mask: PNG, JPEG, WebP, BMP, or the first picture of a GIF.</summary>
    /// <response code="201">The upload's id, for <c>initial.image</c> and <c>mask.image</c>.</response>
    internal static async Task<Created<UploadJson>> UploadAsync(UploadStore uploads, HttpContext context, ServerLimits limits)
    {
        UploadJson upload = uploads.Add(await BodyBytes.ReadAsync(context, limits.BodyBytes).ConfigureAwait(false));
        return TypedResults.Created((string?)null, upload);
    }

    /// <summary>Reads what a picture's file says of how it was painted: Easel's own record, the web UIs' parameters, or ComfyUI's graph.</summary>
    internal static async Task<Ok<SettingsJson>> SettingsAsync(SettingsReader reader, HttpContext context, ServerLimits limits)
        => TypedResults.Ok(reader.Read(await BodyBytes.ReadAsync(context, limits.BodyBytes).ConfigureAwait(false)));

    /// <summary>Counts a prompt's tokens, and tells which words are not read.</summary>
    /// <param name="body">The prompt.</param>
    internal static Ok<TokensJson> CountTokens(TokensBody body, JobReader reader, Tokenizers tokenizers)
    {
        string prompt = body.Prompt ?? throw new JobRefusedException("prompt", "is missing");
        if (prompt.Length > JobRules.LongestPrompt)
        {
            throw new JobRefusedException("prompt", $"{prompt.Length} characters; up to {JobRules.LongestPrompt} can be painted");
        }

        PromptSyntax syntax = JobReader.SyntaxOf(body.Syntax);
        (string styled, _) = reader.Styled(prompt, "", body.Styles);
        int steps = reader.ModelOf(body.Model).Defaults.Steps;
        PromptLength length = Field.Read("model", () => PromptLength.Of(styled, syntax, steps, tokenizers.Of(body.Model)));
        return TypedResults.Ok(new TokensJson(
            length.Tokens,
            PromptLength.Room,
            length.Chunks,
            length.Cut.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            syntax == PromptSyntax.Weighted ? PromptReading.Check(styled) : []));
    }

    /// <summary>Tells what a job would take, time, memory and files, without painting it; the numbers of <c>easel plan</c>.</summary>
    /// <param name="body">The job.</param>
    internal static async Task<ContentHttpResult> PlanAsync(JobBody body, JobPlanner planner, HttpContext context)
        => TypedResults.Content(await planner.PlanAsync(body, context.RequestAborted).ConfigureAwait(false), "application/json");
}
