using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>Studies, as the API has them: a cell is done every few steps.</summary>
internal static class MockStudyEndpoints
{
    private const int MostInBrief = 4;

    public static void Map(RouteGroupBuilder api, MockStudio studio)
    {
        api.MapPost("/studies", (JsonObject body) =>
        {
            JsonObject study = Add(studio, body, done: 0);
            _ = PaintAsync(studio, study);
            return Results.Json(study.DeepClone(), statusCode: 201);
        });
        api.MapGet("/studies", () => studio.Locked(() => new JsonArray([.. studio.Studies.AsEnumerable().Reverse().Select(study => study.DeepClone())])));
        api.MapGet("/studies/{id}", (string id) => Find(studio, id) is { } study ? Results.Json(studio.Locked(study.DeepClone)) : Results.NotFound());
        api.MapDelete("/studies/{id}", (string id) => Forget(studio, id) ? Results.NoContent() : Results.NotFound());
        api.MapPost("/studies/{id}/cancel", (string id) =>
        {
            if (Find(studio, id) is not { } study)
            {
                return Results.NotFound();
            }

            study["state"] = "cancelled";
            studio.Tell("study", Brief(study));
            return Results.Json(study.DeepClone());
        });
        api.MapGet("/studies/{id}/sheet", () => Results.Bytes(MockPictures.Png(3, 900, 600), "image/png"));
    }

    /// <summary>Adds a study, some of whose cells are done.</summary>
    public static JsonObject Add(MockStudio studio, JsonObject body, int done)
    {
        JsonArray axes = (JsonArray)body["axes"]!;
        int[] counts = [.. axes.Select(axis => ((JsonArray)axis!["values"]!).Count)];
        int rows = counts.Length > 1 ? counts[1] : 1;
        JsonArray cells = [];
        for (int i = 0; i < counts.Aggregate(1, (product, count) => product * count); i++)
        {
            int[] place = [i % counts[0], i / counts[0] % rows, i / counts[0] / rows];
            cells.Add(new JsonObject
            {
                ["x"] = place[0],
                ["y"] = place[1],
                ["z"] = place[2],
                ["labels"] = new JsonArray([.. axes.Select((axis, at) => axis!["values"]![place[at]]!.DeepClone())]),
                ["picture"] = null,
            });
        }

        JsonObject study = new()
        {
            ["id"] = studio.NewId(),
            ["kind"] = (string?)body["kind"] ?? "study",
            ["state"] = "running",
            ["created"] = DateTimeOffset.UtcNow.ToString("O"),
            ["request"] = body["request"]!.DeepClone(),
            ["axes"] = new JsonArray([.. axes.Select(axis => new JsonObject
            {
                ["name"] = axis!["name"]!.DeepClone(), ["title"] = Title((string)axis["name"]!), ["values"] = axis["values"]!.DeepClone(),
            })]),
            ["cells"] = cells,
            ["sheet"] = null,
            ["error"] = null,
        };
        studio.Locked(() =>
        {
            studio.Studies.Add(study);
            return true;
        });
        studio.Tell("study", Brief(study));
        for (int i = 0; i < done; i++)
        {
            Finish(studio, study, i);
        }

        return study;
    }

    private static JsonObject? Find(MockStudio studio, string id) => studio.Locked(() => studio.Studies.Find(study => (string?)study["id"] == id));

    private static bool Forget(MockStudio studio, string id)
    {
        bool isThere = studio.Locked(() => studio.Studies.RemoveAll(study => (string?)study["id"] == id)) > 0;
        if (isThere)
        {
            studio.Tell("studyForgotten", new JsonObject { ["id"] = id });
        }

        return isThere;
    }

    /// <summary>A study as lists and events have it: with a few of its cells.</summary>
    private static JsonObject Brief(JsonObject study)
    {
        JsonObject brief = (JsonObject)study.DeepClone();
        JsonArray cells = (JsonArray)brief["cells"]!;
        while (cells.Count > MostInBrief)
        {
            cells.RemoveAt(cells.Count - 1);
        }

        return brief;
    }

    private static string Title(string name) => name switch
    {
        "scale" => "Guidance",
        "aspect" => "Aspect ratio",
        _ => char.ToUpperInvariant(name[0]) + name[1..],
    };

    private static async Task PaintAsync(MockStudio studio, JsonObject study)
    {
        for (int i = 0; i < ((JsonArray)study["cells"]!).Count && (string?)study["state"] == "running"; i++)
        {
            await Task.Delay(studio.StepTime * 4);
            Finish(studio, study, i);
        }
    }

    private static void Finish(MockStudio studio, JsonObject study, int index) => studio.Locked(() =>
    {
        JsonArray cells = (JsonArray)study["cells"]!;
        JsonObject request = (JsonObject)study["request"]!.DeepClone();
        request["seed"] = 40 + (index * 3);
        JsonObject picture = studio.Paint(new MockJob(studio.NewId(), request));
        studio.Pictures.Remove(picture);
        studio.Pictures.Insert(0, picture);
        picture["deleted"] = "2026-01-01T00:00:00Z";
        JsonObject cell = (JsonObject)cells[index]!;
        cell["picture"] = new JsonObject { ["id"] = picture["id"]!.DeepClone(), ["url"] = picture["url"]!.DeepClone(), ["thumbnail"] = picture["thumbnail"]!.DeepClone(), ["seconds"] = 1.2 + (index * 0.1) };
        if (index == cells.Count - 1)
        {
            study["state"] = "done";
            study["sheet"] = $"/api/v1/studies/{study["id"]}/sheet";
        }

        studio.Tell("study", Brief(study));
        return true;
    });
}
