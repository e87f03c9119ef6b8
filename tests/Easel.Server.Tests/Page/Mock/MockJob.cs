using System.Text.Json.Nodes;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>A job of a server that only pretends to paint.</summary>
internal sealed class MockJob(string id, JsonObject request)
{
    public string Id => id;

    // As it comes over the wire, where a number has no type of its own.
    public JsonObject Request { get; } = (JsonObject)JsonNode.Parse(request.ToJsonString())!;

    public string State { get; set; } = "queued";

    public int Priority { get; set; }

    public double Order { get; set; }

    public DateTimeOffset Created { get; init; } = DateTimeOffset.UtcNow;

    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? Finished { get; set; }

    public int Attempts { get; set; }

    public string? Error { get; set; }

    public List<JsonObject> Pictures { get; } = [];

    public int Step { get; set; }

    public int Previews { get; set; }

    /// <summary>Fails at this step, once.</summary>
    public int? FailsAt { get; set; }

    public int Count => (int?)Request["count"] ?? 1;

    public int Steps => (int?)Request["steps"] ?? 20;

    public ulong Seed => (ulong?)Request["seed"] ?? 0;

    public bool IsOver => State is "done" or "failed" or "cancelled";

    public JsonObject Progress(double secondsPerStep) => new()
    {
        ["job"] = id,
        ["picture"] = Pictures.Count + 1,
        ["pictures"] = Count,
        ["step"] = Step,
        ["steps"] = Steps,
        ["secondsPerStep"] = secondsPerStep,
        ["secondsLeft"] = secondsPerStep * ((Count - Pictures.Count) * Steps - Step),
        ["fraction"] = Math.Min(1, (Pictures.Count + ((double)Step / Steps)) / Count),
        ["preview"] = Previews,
    };

    public JsonObject ToJson(int? place, double secondsPerStep) => new()
    {
        ["id"] = id,
        ["state"] = State,
        ["priority"] = Priority,
        ["place"] = place,
        ["created"] = Created.ToString("O"),
        ["started"] = Started?.ToString("O"),
        ["finished"] = Finished?.ToString("O"),
        ["attempts"] = Attempts,
        ["source"] = "page",
        ["request"] = Request.DeepClone(),
        ["count"] = Count,
        ["pictures"] = new JsonArray([.. Pictures.Select(picture => picture.DeepClone())]),
        ["progress"] = State == "running" ? Progress(secondsPerStep) : null,
        ["error"] = Error,
        ["warnings"] = new JsonArray(),
    };
}
