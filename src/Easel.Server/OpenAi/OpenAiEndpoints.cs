using System.Text.Json.Nodes;
using Easel.Painting;
using Easel.Painting.Texts;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Easel.Server.OpenAi;

/// <summary>OpenAI's interface for pictures, <c>/v1/images</c> and <c>/v1/models</c>.</summary>
internal static class OpenAiEndpoints
{
    /// <summary>How OpenAI's clients see this API where jobs are listed.</summary>
    public const string Source = "openai";

    private const string Files = "/v1/images/files";

    /// <summary>Adds what the addresses need.</summary>
    public static void AddServices(IServiceCollection services, PaintingSurroundings surroundings)
    {
        services.AddSingleton<PictureLinks>();
        services.AddSingleton<TokenCount>();
        services.AddSingleton(provider => new ImagesReader(provider.GetRequiredService<IModels>(), surroundings.DrawBelow));
    }

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1");
        group.AddEndpointFilter<RouteGroupBuilder, OpenAiErrors>();
        group.MapPost("/images/generations", async (HttpContext context, ImagesReader reader, ForeignJobs jobs, PictureLinks links, TokenCount tokens, IHostApplicationLifetime lifetime) =>
        {
            JsonFields fields = await JsonFields.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
            AskedImages asked = reader.Read(fields, model => new PictureSize(model.Defaults.Width, model.Defaults.Height));
            return await PaintAsync(context, asked, isEdit: false, jobs, links, tokens, lifetime.ApplicationStopping).ConfigureAwait(false);
        });
        group.MapPost("/images/edits", async (HttpContext context, ImagesReader reader, ServerLimits limits, ForeignJobs jobs, PictureLinks links, TokenCount tokens, IHostApplicationLifetime lifetime) =>
        {
            AskedImages asked = await EditReader.ReadAsync(context, reader, limits).ConfigureAwait(false);
            return await PaintAsync(context, asked, isEdit: true, jobs, links, tokens, lifetime.ApplicationStopping).ConfigureAwait(false);
        });
        group.MapPost("/images/variations", () => OpenAiErrors.Answer(new OpenAiError("Variations are not offered any more, there as here; /v1/images/edits without a mask paints a picture like another.", "invalid_request_error", null, "not_found"), StatusCodes.Status404NotFound));
        group.MapGet("/models", (IModels models, TimeProvider time) => ForeignJson.Answer(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. models.List().Select(model => (JsonNode)Describe(model, time))]),
        }));
        group.MapGet("/models/{**name}", (string name, IModels models, TimeProvider time) => models.Find(name) is ModelEntry model && name.Length > 0
            ? ForeignJson.Answer(Describe(model, time))
            : throw new ThingMissingException("model", $"The model {Quoted.Of(name)} is not here. Here are {string.Join(", ", models.List().Select(model => Quoted.Of(model.Name)))}"));
        group.MapFallback("{**rest}", (HttpContext context) => OpenAiErrors.Answer(
            new OpenAiError($"There is no {context.Request.Method} {context.Request.Path} here: /v1/images/generations, /v1/images/edits and /v1/models are.", "invalid_request_error", null, "unknown_url"), StatusCodes.Status404NotFound));

        // Whoever has the address may have the picture: clients fetch it without a token, and nobody guesses 256 bits.
        routes.MapGet($"{Files}/{{name}}", (string name, HttpContext context, PictureLinks links) =>
        {
            context.Response.Headers.CacheControl = "private, no-store";
            return links.Open(name) is (byte[] file, string mediaType) ? Results.Bytes(file, mediaType) : Results.NotFound();
        }).WithMetadata(new AllowAnonymousAttribute());
    }

    private static JsonObject Describe(ModelEntry model, TimeProvider time)
        => new() { ["id"] = model.Name, ["object"] = "model", ["created"] = time.GetUtcNow().ToUnixTimeSeconds(), ["owned_by"] = "easel" };

    private static async Task<IResult> PaintAsync(HttpContext context, AskedImages asked, bool isEdit, ForeignJobs jobs, PictureLinks links, TokenCount tokens, CancellationToken stopping)
    {
        using HeldJob held = jobs.Submit(new JobRequest { Request = asked.Request, Model = asked.Model.Name, Owner = Requester.OwnerOf(context), Source = Source });
        if (asked.Streams)
        {
            IServiceProvider services = context.RequestServices;
            await new ImageStream(asked, isEdit, held, tokens, context.Response, services.GetRequiredService<TimeProvider>(), Tell).WriteAsync(context.RequestAborted, stopping).ConfigureAwait(false);
            return Results.Empty;

            void Tell(Exception error) => FailureLog.Tell(services.GetRequiredService<ILogger<OpenAiErrors>>(), services.GetRequiredService<ServerOptions>().IsPrivate, context.Request.Path, error);
        }

        Job over = await held.WhenOverAsync(context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<PaintedFile> files = held.Pictures();
        if (over.State == JobState.Failed || files.Count == 0)
        {
            throw new GenerationFailedException(over.Error ?? "the job was cancelled");
        }

        return ForeignJson.Answer(new ImagesAnswer(
            over.Created.ToUnixTimeSeconds(),
            [.. files.Select(file => Item(context, asked, file, links))],
            "opaque",
            asked.Format.Name,
            asked.Quality,
            asked.Size,
            tokens.Of(asked, files.Count))
        {
            SafetyIdentifier = asked.SafetyIdentifier,
            Warnings = over.Warnings.Count > 0 ? over.Warnings : null,
        });
    }

    private static ImageItem Item(HttpContext context, AskedImages asked, PaintedFile file, PictureLinks links) => asked.GivesAddresses
        ? new ImageItem { Seed = file.Picture.Seed, Url = $"{(Requester.IsHttps(context.Request) ? "https" : "http")}://{context.Request.Host}{context.Request.PathBase}{Files}/{links.Add(file.Picture.Id, asked.Format)}" }
        : new ImageItem { Seed = file.Picture.Seed, File = asked.Format.Of(file.Png) };
}
