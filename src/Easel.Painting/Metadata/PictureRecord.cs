using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;

namespace Easel.Painting.Metadata;

/// <summary>
/// The text <c>easel</c> of a picture: all that it depends on, as JSON, so that it can be painted again, alone, and what it and the way to it were. Nothing in it
/// depends on the machine, its folders, threads or time: the same picture has the same file. <see cref="PictureRecordReader"/> reads it.
/// </summary>
internal static class PictureRecord
{
    /// <summary>2: with digests, where the noise stood, and a picture with a seed of its own as a request of its own. 1 had none of these.</summary>
    public const int FormatVersion = 2;

    /// <summary>The JSON of one picture, or of a grid if it has no place.</summary>
    public static string Of(ImageRequest request, PicturePlace? place, PaintedWith model, PipelineOptions options, FinishFacts facts)
    {
        if (place is not null && request.HasSeedPerIteration)
        {
            // Which of several it was is no matter: its seed paints it alone.
            request = request with { Seed = request.SeedOf(place.Iteration), Iterations = 1, HasSeedPerIteration = false };
            place = place with { Iteration = 0 };
        }

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
            if (place.Begun is NoiseState begun)
            {
                record["begun"] = Describe(begun);
            }
        }

        record["request"] = RequestRecord.Of(request with { NoiseBatch = request.DrawnAtOnce() }, place is null ? null : request.Batches[place.Batch]);
        record["model"] = Describe(model, options);
        if (facts.Kept is (int width, int height))
        {
            record["kept"] = new JsonArray(width, height);
        }

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

        record["digests"] = Describe(place?.Digests, facts.Pixels);
        return record.ToJsonString();
    }

    /// <summary>What of a device a picture depends on: <c>cpu</c>, whatever its threads; <c>cuda (NVIDIA H100 80GB HBM3)</c>, whichever of several.</summary>
    public static string? WithoutNumbers(string device)
    {
        string kind = device.Split(' ', ':')[0];
        return kind switch
        {
            "" => null,
            "cpu" => kind,
            _ => $"{kind}{device[Math.Max(kind.Length, device.IndexOf(' ', StringComparison.Ordinal))..]}",
        };
    }

    private static JsonObject Describe(NoiseState begun)
    {
        JsonObject described = new() { ["position"] = begun.Position };
        if (begun.Spare is double spare)
        {
            described["spare"] = spare;
        }

        return described;
    }

    private static JsonObject Describe(PaintedWith model, PipelineOptions options)
    {
        JsonObject described = new()
        {
            ["family"] = model.Family,
            ["file"] = model.File,
            ["bytes"] = model.Bytes,
            ["sha256"] = model.Sha256,
            ["averagedWeights"] = options.UseAveragedWeights,
            ["precision"] = RequestRecord.Lower(options.Precision),
            ["device"] = WithoutNumbers(model.Device),
        };
        if (options.Schedule is not null)
        {
            described["betas"] = BetaRecord.Of(options.Schedule);
        }

        if (model.Settings is not null)
        {
            described["settings"] = model.Settings;
        }

        if (model.Vocabulary is not null)
        {
            described["vocabulary"] = model.Vocabulary;
        }

        return described;
    }

    private static JsonObject Describe(PictureDigests? way, string pixels)
    {
        JsonObject described = [];
        if (way is not null)
        {
            described["latents"] = new JsonArray([.. way.Latents.Select(latent => (JsonNode)latent)]);
            described["decoded"] = way.Decoded;
        }

        described["pixels"] = pixels;
        return described;
    }
}
