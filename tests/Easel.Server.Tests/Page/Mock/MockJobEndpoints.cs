using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>The queue and its events, as the API has them.</summary>
internal static class MockJobEndpoints
{
    private static readonly string[] s_verbs = ["cancel", "pause", "resume", "retry", "skip"];

    public static void Map(RouteGroupBuilder api, MockStudio studio)
    {
        api.MapPost("/jobs", (JsonObject body) =>
        {
            if (((string?)body["prompt"] ?? "").Contains("refuse", StringComparison.Ordinal))
            {
                return Problem(422, "The prompt says \"refuse\".", new() { ["prompt"] = new JsonArray("\"refuse\" is what this server refuses; leave it out.") });
            }

            body["seed"] = (long?)body["seed"] is { } seed and >= 0 ? seed : Random.Shared.Next();
            MockJob job = studio.Add(body);
            return Results.Json(studio.Json(job), statusCode: 201);
        });
        api.MapGet("/jobs", (string? state, int? skip, int? take) => new JsonArray(
            [.. studio.Jobs().Where(job => state is null || state.Split(',').Contains(job.State)).Skip(skip ?? 0).Take(take ?? 50).Select(studio.Json)]));
        api.MapGet("/jobs/{id}", (string id) => studio.Find(id) is { } job ? Results.Json(studio.Json(job)) : Results.NotFound());
        api.MapDelete("/jobs/{id}", (string id) => studio.Forget(id) ? Results.NoContent() : Results.NotFound());
        api.MapPatch("/jobs/{id}", (string id, JsonObject body) => studio.Move(id, (int?)body["priority"], (string?)body["before"], (string?)body["after"]) ? Results.Json(studio.Json(studio.Find(id)!)) : Results.NotFound());
        foreach (string verb in s_verbs)
        {
            api.MapPost($"/jobs/{{id}}/{verb}", (string id) => studio.Change(id, verb) ? Results.Json(studio.Json(studio.Find(id)!)) : Results.NotFound());
        }

        api.MapGet("/jobs/{id}/preview", (string id, bool? decode) =>
        {
            if (studio.Find(id) is not { State: "running" } job)
            {
                return Results.NotFound();
            }

            int shrink = decode == true ? 1 : 8;
            double noise = Math.Pow(1 - ((double)job.Step / job.Steps), 2);
            return Results.Bytes(MockPictures.Png(job.Seed + (ulong)job.Pictures.Count, Side(job, "width") / shrink, Side(job, "height") / shrink, noise), "image/png");
        });
        api.MapGet("/events", (HttpContext context) => StreamAsync(context, studio));
    }

    public static IResult Problem(int status, string detail, JsonObject errors)
        => Results.Json(new JsonObject { ["title"] = "The request cannot be painted.", ["status"] = status, ["detail"] = detail, ["errors"] = errors }, contentType: "application/problem+json", statusCode: status);

    private static int Side(MockJob job, string name) => (int?)job.Request[name] ?? 512;

    private static async Task StreamAsync(HttpContext context, MockStudio studio)
    {
        context.Response.ContentType = "text/event-stream";
        long after = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out long number) ? number : 0;
        Channel<(long Number, string Name, JsonObject Data)> channel = studio.Follow(after);
        try
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach ((long at, string name, JsonObject data) in channel.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync($"id: {at}\nevent: {name}\ndata: {data.ToJsonString()}\n\n", Encoding.UTF8, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The browser went.
        }
        finally
        {
            studio.Leave(channel);
        }
    }
}
