using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Painting.Metadata;

/// <summary>A picture to begin with, as <see cref="RequestRecord"/> writes it down: pixels by their hash.</summary>
/// <param name="Sha256">of the picture's pixels</param>
/// <param name="MaskSha256">of the mask's, if there is one</param>
/// <param name="Strength">0 to 1</param>
/// <param name="Blending">how what the mask keeps is kept</param>
internal sealed record RecordedInitial(string Sha256, string? MaskSha256, double Strength, MaskBlending Blending);

/// <summary>Requests from what <see cref="RequestRecord"/> wrote.</summary>
internal static class RequestReader
{
    private const int MostPrompts = 1_000_000;
    private const int MostIterations = 1_000_000;

    /// <summary>Reads a request: of <see cref="RequestRecord.Whole"/> all of it, of a picture's record the picture's own batch, once.</summary>
    /// <param name="recorded">The JSON, from <see cref="RecordedJson"/>.</param>
    /// <param name="initial">Finds the picture that it begins with, if there is one.</param>
    /// <exception cref="FormatException">It is no request; the message names the field.</exception>
    public static ImageRequest Read(JsonObject recorded, Func<RecordedInitial, InitialPicture> initial)
    {
        IReadOnlyList<IReadOnlyList<string>> batches = Batches(recorded);
        bool isWhole = recorded["prompts"] is JsonArray { Count: > 0 } prompts && prompts[0] is JsonArray;
        return new ImageRequest
        {
            Batches = batches,
            NegativePrompt = Value(recorded, "negativePrompt", ""),
            Syntax = Named(recorded, "syntax", PromptSyntax.Literal),
            Initial = recorded["initial"] is JsonNode picture ? initial(Initial(picture)) : null,
            Iterations = !isWhole ? 1 : Value<int>(recorded, "iterations") is >= 1 and <= MostIterations and int iterations ? iterations : throw Wrong("iterations", recorded["iterations"]),
            NoiseBatch = Value<int>(recorded, "noiseBatch"),
            Sampler = Named<SamplerKind>(recorded, "sampler"),
            Steps = Value<int>(recorded, "steps"),
            Schedule = Named(recorded, "schedule", ScheduleKind.Automatic),
            Eta = recorded["eta"] is null ? null : Value<double>(recorded, "eta"),
            GuidanceScale = Value<double>(recorded, "scale"),
            LatentChannels = Value<int>(recorded, "latentChannels"),
            Downsampling = Value<int>(recorded, "downsampling"),
            Width = Value<int>(recorded, "width"),
            Height = Value<int>(recorded, "height"),
            Seed = Value<ulong>(recorded, "seed"),
            Noise = Named<NoiseKind>(recorded, "noise"),
            HasSeedPerIteration = Value(recorded, "seedPerIteration", false),
            FixedStart = Value<bool>(recorded, "fixedStart"),
            Approximations = Approximations(recorded),
        };
    }

    /// <summary>A field's value.</summary>
    /// <exception cref="FormatException">It is missing, or of another kind.</exception>
    public static T Value<T>(JsonObject recorded, string name)
    {
        if (recorded[name] is JsonValue value)
        {
            try
            {
                return value.Deserialize<T>() is T read ? read : throw Wrong(name, value);
            }
            catch (JsonException)
            {
                throw Wrong(name, value);
            }
        }

        throw Wrong(name, recorded[name]);
    }

    /// <summary>A field's value, or another if it is not there.</summary>
    /// <exception cref="FormatException">It is of another kind.</exception>
    public static T Value<T>(JsonObject recorded, string name, T otherwise) => recorded[name] is null ? otherwise : Value<T>(recorded, name);

    /// <summary>A member of an enum, by its name as <see cref="RequestRecord.Lower"/> spells it.</summary>
    /// <exception cref="FormatException">It is missing, or there is no such member.</exception>
    public static T Named<T>(JsonObject recorded, string name) where T : struct, Enum
    {
        string text = Value<string>(recorded, name);
        foreach (T member in Enum.GetValues<T>())
        {
            if (RequestRecord.Lower(member) == text)
            {
                return member;
            }
        }

        throw new FormatException($"{Wrong(name, recorded[name]).Message} Another version of Easel may know it.");
    }

    private static T Named<T>(JsonObject recorded, string name, T otherwise) where T : struct, Enum => recorded[name] is null ? otherwise : Named<T>(recorded, name);

    private static IReadOnlyList<string>[] Batches(JsonObject recorded)
    {
        if (recorded["prompts"] is not JsonArray { Count: > 0 and <= MostPrompts } all)
        {
            throw Wrong("prompts", recorded["prompts"]);
        }

        return all[0] is JsonArray ? [.. all.Select(batch => Prompts(batch as JsonArray))] : [Prompts(all)];
    }

    private static string[] Prompts(JsonArray? batch)
        => batch is { Count: > 0 and <= MostPrompts }
            ? [.. batch.Select(prompt => prompt is JsonValue value && value.TryGetValue(out string? text) ? text : throw Wrong("prompts", prompt))]
            : throw Wrong("prompts", batch);

    private static RecordedInitial Initial(JsonNode node)
        => node is JsonObject recorded
            ? new RecordedInitial(
                Value<string>(recorded, "sha256"),
                Value<string?>(recorded, "maskSha256", null),
                Value<double>(recorded, "strength"),
                Named(recorded, "blending", MaskBlending.Exact))
            : throw Wrong("initial", node);

    private static ApproximationChoice Approximations(JsonObject recorded)
    {
        string text = Value(recorded, "fast", "off");
        try
        {
            return ApproximationText.Read(text);
        }
        catch (GenerationException error)
        {
            throw new FormatException($"The field 'fast' has {text}: {error.Message}", error);
        }
    }

    private static FormatException Wrong(string name, JsonNode? value)
    {
        string shown = value?.ToJsonString() ?? "nothing";
        return new FormatException(string.Create(CultureInfo.InvariantCulture, $"The field '{name}' has {(shown.Length > 60 ? $"{shown[..60]}..." : shown)}, which it cannot have."));
    }
}
