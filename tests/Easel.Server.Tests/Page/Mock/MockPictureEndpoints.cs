using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>The gallery, as the API has it.</summary>
internal static class MockPictureEndpoints
{
    public static void Map(RouteGroupBuilder api, MockStudio studio)
    {
        api.MapGet("/pictures", (string? text, bool? favourite, bool? bin, string? job, string? before, int? take) => studio.Locked(() =>
        {
            IEnumerable<JsonObject> found = studio.Pictures.AsEnumerable().Reverse()
                .Where(picture => (picture["deleted"] is not null) == (bin ?? false))
                .Where(picture => favourite != true || (bool)picture["favourite"]!)
                .Where(picture => job is null || (string?)picture["job"] == job)
                .Where(picture => (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => ((string?)picture["request"]!["prompt"] ?? "").Contains(word, StringComparison.OrdinalIgnoreCase)));
            found = before is null ? found : found.SkipWhile(picture => (string?)picture["id"] != before).Skip(1);
            return new JsonArray([.. found.Take(take ?? 50).Select(picture => picture.DeepClone())]);
        }));
        api.MapGet("/pictures/{id}", (string id) => Find(studio, id) is { } picture ? Results.Json(picture.DeepClone()) : Results.NotFound());
        api.MapGet("/pictures/{id}/settings", (string id) => Find(studio, id) is { } picture
            ? Results.Json(new JsonObject { ["request"] = picture["request"]!.DeepClone(), ["warnings"] = new JsonArray() })
            : Results.NotFound());
        api.MapGet("/pictures/{id}/file", (string id) => Find(studio, id) is { } picture ? Results.Bytes(Png(picture, null), "image/png", $"easel-{picture["seed"]}.png") : Results.NotFound());
        api.MapGet("/pictures/{id}/thumbnail", (string id, int? side) => Find(studio, id) is { } picture ? Results.Bytes(Png(picture, side ?? 256), "image/png") : Results.NotFound());
        api.MapPatch("/pictures/{id}", (string id, JsonObject body) =>
        {
            if (Find(studio, id) is not { } picture)
            {
                return Results.NotFound();
            }

            picture["favourite"] = (bool?)body["favourite"] ?? (bool)picture["favourite"]!;
            picture["deleted"] = (bool?)body["deleted"] is { } deleted ? (deleted ? DateTimeOffset.UtcNow.ToString("O") : null) : picture["deleted"]?.DeepClone();
            studio.Tell("pictureChanged", (JsonObject)picture.DeepClone());
            return Results.Json(picture.DeepClone());
        });
        api.MapDelete("/pictures/{id}", (string id) => Erase(studio, id) ? Results.NoContent() : Results.NotFound());
    }

    private static bool Erase(MockStudio studio, string id)
    {
        bool isThere = studio.Locked(() => studio.Pictures.RemoveAll(picture => (string?)picture["id"] == id)) > 0;
        if (isThere)
        {
            studio.Tell("pictureErased", new JsonObject { ["id"] = id });
        }

        return isThere;
    }

    private static JsonObject? Find(MockStudio studio, string id) => studio.Locked(() => studio.Pictures.Find(picture => (string?)picture["id"] == id));

    private static byte[] Png(JsonObject picture, int? side)
    {
        (int width, int height) = ((int)picture["width"]!, (int)picture["height"]!);
        double scale = side is null ? 1 : Math.Min(1, (double)side / Math.Max(width, height));
        return MockPictures.Png((ulong)picture["seed"]!, (int)(width * scale), (int)(height * scale));
    }
}
