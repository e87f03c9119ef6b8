using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Metadata;

/// <summary>Layers that were computed again in float32, as JSON, for pictures and reports.</summary>
internal static class Float32Layers
{
    /// <summary>All of a picture: <c>[{"stage": "step", "steps": [3, 4], "layers": ["…"]}]</c>. Steps with the same layers share an entry.</summary>
    public static JsonArray Of(IReadOnlyList<RedoneLayers> redone) =>
    [
        .. redone.GroupBy(entry => (entry.Stage, Layers: string.Join('\n', entry.Layers))).Select(group =>
        {
            JsonObject described = new() { ["stage"] = RequestRecord.Lower(group.Key.Stage) };
            if (group.Key.Stage == RunStage.Step)
            {
                described["steps"] = new JsonArray([.. group.Select(entry => (JsonNode)entry.Step)]);
            }

            described["layers"] = Names(group.First());
            return described;
        }),
    ];

    /// <summary>Names of layers.</summary>
    public static JsonArray Names(RedoneLayers redone) => new([.. redone.Layers.Select(layer => (JsonNode)layer)]);
}
