using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Painting.Library;
using Easel.Tensors;

namespace Easel.Painting.Metadata;

/// <summary>Reads what <see cref="PictureRecord"/> wrote, or somebody else: nothing in it is believed.</summary>
internal static class PictureRecordReader
{
    private const string Engine = "Easel ";
    private const int MostSteps = 1000;
    private const int MostOfARun = 1_000_000;
    private const double MostEta = 1e6;

    // Going there in the Mersenne Twister's words takes seconds; a run of three thousand pictures of 512 x 512 with fresh noise in 50 steps ends there.
    private const ulong FarthestNoise = 3_000_000_000;

    // Noise is drawn for a whole batch at once: for four thousand pictures of 512 x 512 it takes 256 MB.
    private const long MostNoiseAtOnce = 1 << 26;

    private static readonly InitialPicture s_toBeFound = new(new Image(1, 1, new byte[3]));

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is no such record; the message names the field.</exception>
    public static RecordedPicture Read(string text)
    {
        JsonObject record = RecordedJson.Parse(text);
        int format = RequestReader.Value<int>(record, "format");
        if (format is < 1 or > PictureRecord.FormatVersion)
        {
            throw new FormatException($"It has form {format}; forms 1 to {PictureRecord.FormatVersion} can be read here. A newer Easel may read it.");
        }

        string engine = RequestReader.Value<string>(record, "engine");
        string kind = RequestReader.Value<string>(record, "kind");
        if (kind is not ("picture" or "grid") || !engine.StartsWith(Engine, StringComparison.Ordinal))
        {
            throw new FormatException($"It is of a {kind} of {engine}.");
        }

        JsonObject? digests = format > 1 ? Part(record, "digests") : null;
        return new RecordedPicture
        {
            Format = format,
            EaselVersion = engine[Engine.Length..],
            IsGrid = kind == "grid",
            Pixels = digests is null ? null : Digest(digests, "pixels"),
            Painting = kind == "grid" ? null : ReadPainting(record, digests),
        };
    }

    private static RecordedPainting ReadPainting(JsonObject record, JsonObject? digests)
    {
        JsonObject request = Part(record, "request");
        JsonObject model = Part(record, "model");
        RecordedInitial? initial = null;
        ImageRequest asked = Checked(RequestReader.Read(request, recorded =>
        {
            initial = recorded;
            return s_toBeFound with { Strength = recorded.Strength, Blending = recorded.Blending };
        }));
        if (record["seed"] is not null)
        {
            // Form 1: a picture of several, each with a seed of its own.
            asked = asked with { Seed = RequestReader.Value<ulong>(record, "seed") };
        }

        asked = asked with { HasSeedPerIteration = false };
        (int iterations, int batches) = (Within(request, "iterations", 1, MostOfARun), Within(request, "batches", 1, MostOfARun));
        JsonObject? safety = record["safety"] is null ? null : Part(record, "safety");
        return new RecordedPainting
        {
            Request = asked,
            Initial = initial,
            Iterations = iterations,
            Batches = batches,
            Iteration = Within(record, "iteration", 0, iterations - 1),
            Batch = Within(record, "batch", 0, batches - 1),
            Index = Within(record, "index", 0, asked.Batches[0].Count - 1),
            Begun = record["begun"] is null ? null : ReadNoise(Part(record, "begun"), asked),
            Model = new WantedModel(
                RequestReader.Value<string>(model, "file"),
                model["bytes"] is null ? null : RequestReader.Value<long>(model, "bytes"),
                model["sha256"] is null ? null : Digest(model, "sha256")),
            UsesAveragedWeights = RequestReader.Value(model, "averagedWeights", false),
            Precision = RequestReader.Named<Precision>(model, "precision"),
            Device = RequestReader.Value<string?>(model, "device", null),
            Settings = model["settings"] is null ? null : Digest(model, "settings"),
            Vocabulary = model["vocabulary"] is null ? null : Digest(model, "vocabulary"),
            Schedule = model["betas"] is null ? null : BetaRecord.Read(Part(model, "betas")),
            Kept = record["kept"] is null ? null : ReadKept(record["kept"]!),
            Safety = safety,
            IsReplaced = safety is not null && RequestReader.Value(safety, "flagged", false),
            Watermark = RequestReader.Value<string?>(record, "watermark", null),
            Digests = digests?["latents"] is null ? null : ReadWay(digests),
        };
    }

    /// <summary>What a request must hold to before a model is asked: the rest of its rules are the engine's.</summary>
    private static ImageRequest Checked(ImageRequest request)
    {
        if (request.Steps is < 1 or > MostSteps || request.NoiseBatch < 0 || request.Eta is < 0 or > MostEta || request.Downsampling < 1)
        {
            throw new FormatException($"A request of {request.Steps} steps, noise for {request.NoiseBatch} pictures, eta {request.Eta} and a factor of {request.Downsampling} cannot be painted.");
        }

        if (request.Width is < 1 or > ImageRequest.MaxSide || request.Height is < 1 or > ImageRequest.MaxSide)
        {
            throw new FormatException($"A picture of {request.Width} x {request.Height} cannot be painted.");
        }

        return (Int128)request.Width * request.Height / request.Downsampling / request.Downsampling * request.LatentChannels * Math.Max(request.NoiseBatch, 1) > MostNoiseAtOnce
            ? throw new FormatException($"Noise for {request.NoiseBatch} pictures at once of {request.Width} x {request.Height} is more than is drawn here.")
            : request;
    }

    private static NoiseState ReadNoise(JsonObject begun, ImageRequest request)
    {
        ulong position = RequestReader.Value<ulong>(begun, "position");
        return position > FarthestNoise && request.Noise != NoiseKind.Cuda
            ? throw new FormatException($"Its noise begins {position} numbers behind the seed; {FarthestNoise} is the farthest that is gone to.")
            : new NoiseState(request.Noise, request.Seed, position, begun["spare"] is null ? null : RequestReader.Value<double>(begun, "spare"));
    }

    private static (int Width, int Height) ReadKept(JsonNode kept)
    {
        int[] sides = kept is JsonArray { Count: 2 } both ? [.. both.Select(side => side is JsonValue value && value.TryGetValue(out int pixels) ? pixels : 0)] : [0, 0];
        return sides[0] is > 0 and <= ImageRequest.MaxSide && sides[1] is > 0 and <= ImageRequest.MaxSide ? (sides[0], sides[1]) : throw new FormatException("The field 'kept' is no size of a picture.");
    }

    private static PictureDigests ReadWay(JsonObject digests)
        => digests["latents"] is JsonArray { Count: <= MostSteps } latents
            ? new PictureDigests([.. latents.Select(latent => latent is JsonValue value && value.TryGetValue(out string? text) && Diffusion.Runs.Digest.IsOne(text) ? text : throw NoDigest("latents"))], Digest(digests, "decoded"))
            : throw NoDigest("latents");

    private static string Digest(JsonObject recorded, string name) => RequestReader.Value<string>(recorded, name) is string text && Diffusion.Runs.Digest.IsOne(text) ? text : throw NoDigest(name);

    private static FormatException NoDigest(string name) => new($"The field '{name}' has something else than digests, which are 64 small hexadecimal digits each.");

    private static JsonObject Part(JsonObject recorded, string name) => recorded[name] as JsonObject ?? throw new FormatException($"The field '{name}' is no JSON object.");

    private static int Within(JsonObject recorded, string name, int least, int most)
    {
        int value = RequestReader.Value<int>(recorded, name);
        return value >= least && value <= most ? value : throw new FormatException($"The field '{name}' has {value}; it can have {least} to {most}.");
    }
}
