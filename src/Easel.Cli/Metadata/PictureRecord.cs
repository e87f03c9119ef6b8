using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Cli.Metadata;

/// <summary>The text <c>easel</c> of a picture: all that it depends on, as JSON, so that it can be painted again.</summary>
internal static class PictureRecord
{
    /// <summary>Raised when a reader of the old form would misunderstand the new.</summary>
    private const int FormatVersion = 1;

    /// <summary>The JSON of one picture, or of a grid if it has no place.</summary>
    public static string Of(ImageRequest request, PicturePlace? place, PaintedWith model, PipelineOptions options, FinishFacts facts)
    {
        JsonObject record = new()
        {
            ["format"] = FormatVersion,
            ["engine"] = $"Easel {model.EaselVersion}",
            ["kind"] = place is null ? "grid" : "picture",
        };
        if (place is not null)
        {
            record["prompt"] = place.Prompt;
            record["iteration"] = place.Iteration;
            record["batch"] = place.Batch;
            record["index"] = place.Index;
            if (request.HasSeedPerIteration)
            {
                record["seed"] = request.SeedOf(place.Iteration);
            }
        }

        record["request"] = RequestRecord.Of(request, place is null ? null : request.Batches[place.Batch]);
        record["model"] = new JsonObject
        {
            ["family"] = model.Family,
            ["file"] = model.File,
            ["bytes"] = model.Bytes,
            ["sha256"] = model.Sha256,
            ["averagedWeights"] = options.UseAveragedWeights,
            ["precision"] = RequestRecord.Lower(options.Precision),
            ["device"] = WithoutNumbers(model.Device),
        };
        if (facts.Safety is not null)
        {
            record["safety"] = facts.Safety.DeepClone();
        }

        if (facts.Watermark is not null)
        {
            record["watermark"] = facts.Watermark;
        }

        if (facts.Redone.Count > 0)
        {
            record["float32Layers"] = Float32Layers.Of(facts.Redone);
        }

        if (facts.Flat is not null)
        {
            record["flat"] = facts.Flat;
        }

        return record.ToJsonString();
    }

    /// <summary>What of a device a picture depends on: <c>cpu</c>, whatever its threads; <c>cuda (NVIDIA H100 80GB HBM3)</c>, whichever of several.</summary>
    private static string? WithoutNumbers(string device)
    {
        string kind = device.Split(' ', ':')[0];
        return kind switch
        {
            "" => null,
            "cpu" => kind,
            _ => $"{kind}{device[Math.Max(kind.Length, device.IndexOf(' ', StringComparison.Ordinal))..]}",
        };
    }
}
