using System.Text.Json.Nodes;
using Easel.Painting;

namespace Easel.Cli.Doctor;

/// <summary>Findings for programs: one object, sizes in bytes; what is not known is null.</summary>
internal static class DoctorJson
{
    /// <summary>The object, on one line.</summary>
    public static string Of(MachineFindings found) => new JsonObject
    {
        ["version"] = EaselVersion.Text,
        ["system"] = found.System,
        ["processor"] = new JsonObject
        {
            ["name"] = found.Processor,
            ["threads"] = found.Threads,
            ["kernels"] = new JsonArray([.. found.Kernels.Select(kernel => (JsonNode)kernel)]),
            ["full"] = found.FullKernel,
            ["autocast"] = found.AutocastKernel,
        },
        ["memory"] = new JsonObject { ["total"] = found.Memory, ["free"] = found.FreeMemory },
        ["cuda"] = new JsonObject
        {
            ["driver"] = found.Cuda,
            ["obstacle"] = found.NoCard,
            ["cards"] = new JsonArray([.. found.Cards.Select(Describe)]),
        },
        ["model"] = new JsonObject
        {
            ["checkpoint"] = found.Model.Checkpoint,
            ["pocket"] = found.Model.IsPocket,
            ["family"] = found.Model.Family,
            ["bytes"] = found.Model.Bytes,
            ["vocabulary"] = found.Model.Vocabulary,
            ["problem"] = found.Model.Problem,
        },
        ["cache"] = found.Cache is null ? null : new JsonObject { ["folder"] = found.Cache.Path, ["used"] = found.Cache.Used, ["free"] = found.Cache.Free, ["obstacle"] = found.Cache.Obstacle },
        ["output"] = new JsonObject { ["folder"] = found.Output.Path, ["free"] = found.Output.Free, ["obstacle"] = found.Output.Obstacle },
        ["need"] = new JsonObject
        {
            ["width"] = found.Need.Request.Width,
            ["height"] = found.Need.Request.Height,
            ["pictures"] = found.Need.Request.Batches[0].Count,
            ["memory"] = found.Need.Forecast.Total,
            ["available"] = found.Need.Available.Bytes,
            ["limit"] = found.Need.Available.Limit,
            ["fits"] = found.Need.Lack is null,
        },
        ["safetyChecker"] = found.SafetyChecker,
        ["weights"] = new JsonArray([.. found.Weights.Select(weights => (JsonNode)new JsonObject
        {
            ["name"] = weights.Name,
            ["path"] = weights.Path,
            ["bytes"] = weights.Bytes,
            ["state"] = weights.State,
        })]),
        ["troubles"] = new JsonArray([.. found.Troubles.Select(trouble => (JsonNode)new JsonObject { ["what"] = trouble.What, ["toDo"] = trouble.ToDo, ["blocks"] = trouble.Blocks })]),
        ["canPaint"] = found.CanPaint,
    }.ToJsonString();

    private static JsonNode Describe(FoundCard card) => new JsonObject
    {
        ["device"] = $"cuda:{card.Card.Index}",
        ["name"] = card.Card.Properties.Name,
        ["capability"] = $"{card.Card.Properties.Capability.Major}.{card.Card.Properties.Capability.Minor}",
        ["memory"] = card.Card.Properties.Memory,
        ["free"] = card.FreeMemory,
        ["obstacle"] = card.Obstacle,
    };
}
