using System.Net;
using System.Text.Json.Nodes;
using Easel.Server.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>The page with an <c>/api/v1</c> that only pretends to paint: fast, and the same every time.</summary>
internal sealed class MockServer : IAsyncDisposable
{
    // Its files are compressed once for all servers.
    private static readonly PageFiles s_page = PageFiles.Embedded();

    private readonly WebApplication _app;

    private MockServer(WebApplication app, MockStudio studio) => (_app, Studio) = (app, studio);

    public MockStudio Studio { get; }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts one.</summary>
    /// <param name="step">How long a step takes.</param>
    /// <param name="port">Where; anywhere if 0.</param>
    /// <param name="mapPage">Serves the page; the embedded one if none is given.</param>
    /// <param name="studio">What it has, of a server before; nothing if none is given.</param>
    public static async Task<MockServer> StartAsync(TimeSpan step, int port = 0, Action<IEndpointRouteBuilder>? mapPage = null, MockStudio? studio = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        WebApplication app = builder.Build();
        studio ??= new MockStudio(step);
        (mapPage ?? (routes => PageEndpoints.Map(routes, s_page)))(app);
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        MapStatic(api, studio);
        MockJobEndpoints.Map(api, studio);
        MockPictureEndpoints.Map(api, studio);
        MockStudyEndpoints.Map(api, studio);
        await app.StartAsync();
        return new MockServer(app, studio);
    }

    /// <summary>Ends it, as a server that is killed: its clients' connections with it.</summary>
    public async Task StopAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(50));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Studio.Dispose();
        await StopAsync();
    }

    private static void MapStatic(RouteGroupBuilder api, MockStudio studio)
    {
        api.MapGet("/status", () => new JsonObject
        {
            ["version"] = "0.1.0",
            ["private"] = false,
            ["model"] = "sd-v1-4",
            ["device"] = "processor, 8 threads",
            ["queue"] = new JsonObject { ["jobs"] = studio.Jobs().Count(job => !job.IsOver), ["pictures"] = studio.Jobs().Where(job => !job.IsOver).Sum(job => job.Count), ["limit"] = 10_000 },
            ["running"] = new JsonArray([.. studio.Jobs().Where(job => job.State == "running").Select(job => job.Progress(studio.StepTime.TotalSeconds))]),
            ["obstacle"] = studio.Obstacle,
        });
        api.MapGet("/session", () => new JsonObject { ["needed"] = false, ["name"] = null });
        api.MapGet("/options", () => MockOptions.All);
        api.MapGet("/models", () => MockOptions.Models);
        api.MapPost("/models/refresh", () => Results.NoContent());
        api.MapGet("/styles", () => MockOptions.Styles);
        api.MapPost("/tokens", (JsonObject body) => Tokens((string?)body["prompt"] ?? ""));
        api.MapPost("/plans", (JsonObject body) =>
        {
            double seconds = ((int?)body["steps"] ?? 20) * ((int?)body["count"] ?? 1) * ((int?)body["width"] ?? 512) * ((int?)body["height"] ?? 512) * 1.5e-6;
            return new JsonObject
            {
                ["pictures"] = (int?)body["count"] ?? 1,
                ["seconds"] = new JsonObject { ["likely"] = seconds, ["low"] = seconds * 0.8, ["high"] = seconds * 1.3 },
                ["memory"] = new JsonObject { ["peak"] = 2_362_232_012L },
            };
        });
        api.MapPost("/uploads", async (HttpRequest request) =>
        {
            using MemoryStream bytes = new();
            await request.Body.CopyToAsync(bytes);
            string id = studio.NewId();
            studio.Uploads[id] = bytes.ToArray();
            return Results.Json(new JsonObject { ["id"] = id, ["width"] = 512, ["height"] = 512 }, statusCode: 201);
        });
        api.MapPost("/settings", async (HttpRequest request) =>
        {
            using MemoryStream bytes = new();
            await request.Body.CopyToAsync(bytes);
            return new JsonObject
            {
                ["source"] = "a1111",
                ["request"] = new JsonObject
                {
                    ["prompt"] = "a lighthouse above a stormy sea, oil painting",
                    ["negativePrompt"] = "blurry, text",
                    ["model"] = "sd-v1-4",
                    ["width"] = 768,
                    ["height"] = 512,
                    ["steps"] = 28,
                    ["sampler"] = "euler_ancestral",
                    ["schedule"] = "normal",
                    ["scale"] = 6.5,
                    ["seed"] = 1234567,
                },
                ["warnings"] = new JsonArray("Hires. fix is not known here and was left out."),
            };
        });
    }

    // A word is a token; as CLIP, 75 in a chunk.
    private static JsonObject Tokens(string prompt)
    {
        string[] words = prompt.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return new JsonObject
        {
            ["count"] = words.Length,
            ["limit"] = 75,
            ["chunks"] = Math.Max(1, (words.Length + 74) / 75),
            ["cut"] = new JsonArray([.. words.Skip(75).Select(word => JsonValue.Create(word))]),
        };
    }
}
