using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;

namespace Easel.Cli.Metadata;

/// <summary>The text <c>easel</c> of a picture: all that it depends on, as JSON, so that it can be painted again.</summary>
internal static class PictureRecord
{
    /// <summary>Raised when a reader of the old form would misunderstand the new.</summary>
    private const int FormatVersion = 1;

    /// <summary>The JSON of one picture, or of a grid if it has no place.</summary>
    public static string Of(ImageRequest request, PicturePlace? place, PaintedWith model, PipelineOptions options)
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
        }

        record["request"] = Describe(request, place);
        record["model"] = new JsonObject
        {
            ["family"] = model.Family,
            ["file"] = model.File,
            ["bytes"] = model.Bytes,
            ["sha256"] = model.Sha256,
            ["averagedWeights"] = options.UseAveragedWeights,
            ["precision"] = Lower(options.Precision),
            ["device"] = WithoutNumbers(model.Device),
        };
        return record.ToJsonString();
    }

    /// <summary>The request; of its prompts the ones that were painted together with the picture, for the rest only how many.</summary>
    private static JsonObject Describe(ImageRequest request, PicturePlace? place)
    {
        JsonObject described = DescribeExact(request, place);
        if (request.Approximations != ApproximationChoice.None)
        {
            described["fast"] = request.Approximations.ToString();
        }

        return described;
    }

    private static JsonObject DescribeExact(ImageRequest request, PicturePlace? place) => new()
    {
        ["iterations"] = request.Iterations,
        ["batches"] = request.Batches.Count,
        ["prompts"] = place is null ? null : new JsonArray([.. request.Batches[place.Batch].Select(prompt => (JsonNode)prompt)]),
        ["noiseBatch"] = request.NoiseBatch,
        ["sampler"] = Lower(request.Sampler),
        ["steps"] = request.Steps,
        ["eta"] = request.Eta,
        ["scale"] = request.GuidanceScale,
        ["width"] = request.Width,
        ["height"] = request.Height,
        ["latentChannels"] = request.LatentChannels,
        ["downsampling"] = request.Downsampling,
        ["seed"] = request.Seed,
        ["noise"] = Lower(request.Noise),
        ["fixedStart"] = request.FixedStart,
    };

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

    /// <summary>An enum's name as the JSON spells it.</summary>
    public static string Lower<T>(T value) where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
