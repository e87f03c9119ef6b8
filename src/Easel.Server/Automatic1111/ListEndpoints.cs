using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Server.Api.Reading;
using Easel.Server.Foreign;
using Easel.Server.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Automatic1111;

/// <summary>A model as A1111 lists it; its place is nobody's business.</summary>
internal sealed record WebUiModel(string Title, string ModelName, string? Hash, string? Sha256, string Filename, string? Config);

/// <summary>A style as A1111 lists it.</summary>
internal sealed record WebUiStyle(string Name, string? Prompt, string? NegativePrompt);

/// <summary>Options, and what there is to choose from.</summary>
internal static class ListEndpoints
{
    private static readonly string[] s_empty = ["sd-vae", "hypernetworks", "face-restorers", "realesrgan-models", "loras", "script-info", "extensions", "latent-upscale-modes"];

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/options", (WebUiState state, IModels models) => ForeignJson.Answer(state.Settings.Describe(models)));
        routes.MapPost("/options", async (HttpContext context, WebUiState state, IModels models) =>
        {
            state.Change(await JsonFields.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false), models);
            return ForeignJson.Answer<object?>(null);
        });
        routes.MapGet("/samplers", () => ForeignJson.Answer(WebUiSamplers.All));
        routes.MapGet("/schedulers", () => ForeignJson.Answer(WebUiSamplers.Schedulers));
        routes.MapGet("/upscalers", () => ForeignJson.Answer(WebUiUpscalers.All));
        routes.MapGet("/sd-models", (IModels models) => ForeignJson.Answer(models.List().Select(Describe)));
        routes.MapGet("/prompt-styles", (ServerStyles styles) => ForeignJson.Answer(styles.Book.Lists.SelectMany(list => list.Styles).DistinctBy(style => style.Name).Select(style => new WebUiStyle(style.Name, style.Prompt, style.Negative))));
        routes.MapGet("/embeddings", () => ForeignJson.Answer(new JsonObject { ["loaded"] = new JsonObject(), ["skipped"] = new JsonObject() }));
        routes.MapGet("/scripts", () => ForeignJson.Answer(new JsonObject { ["txt2img"] = new JsonArray(), ["img2img"] = new JsonArray() }));
        routes.MapGet("/memory", () => ForeignJson.Answer(Memory()));
        routes.MapGet("/cmd-flags", () => ForeignJson.Answer(Flags()));
        foreach (string list in s_empty)
        {
            routes.MapGet($"/{list}", () => ForeignJson.Answer(Array.Empty<string>()));
        }

        routes.MapPost("/refresh-checkpoints", (IModels models, ServerStyles styles) =>
        {
            models.Refresh();
            styles.Refresh();
            return ForeignJson.Answer<object?>(null);
        });
        routes.MapPost("/refresh-vae", () => ForeignJson.Answer<object?>(null));
        routes.MapPost("/refresh-loras", () => ForeignJson.Answer<object?>(null));
    }

    private static WebUiModel Describe(ModelEntry model)
        => new(WebUiSettings.TitleOf(model), Path.GetFileNameWithoutExtension(model.File), model.Sha256?[..10], model.Sha256, model.File, Config: null);

    private static JsonObject Memory()
    {
        long used = Environment.WorkingSet;
        long free = AvailableMemory.Find().Bytes;
        return new JsonObject
        {
            ["ram"] = new JsonObject { ["free"] = free, ["used"] = used, ["total"] = free + used },
            ["cuda"] = new JsonObject { ["error"] = "unavailable" },
        };
    }

    /// <summary>The flags that clients look at. None of them tells a place, a name or a secret, whatever the server was started with.</summary>
    private static JsonObject Flags() => new()
    {
        ["api"] = true,
        ["nowebui"] = false,
        ["listen"] = false,
        ["no_half"] = false,
        ["precision"] = "autocast",
        ["skip_version_check"] = false,
        ["api_server_stop"] = false,
    };
}
