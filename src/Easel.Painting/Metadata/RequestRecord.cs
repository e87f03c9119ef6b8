using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Schedules;
using Easel.Imaging;

namespace Easel.Painting.Metadata;

/// <summary>A request as JSON, for pictures and reports.</summary>
internal static class RequestRecord
{
    /// <summary>The request; of its prompts the ones that were painted together with a picture, for the rest only how many.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prompts">The picture's batch; none for a grid.</param>
    public static JsonObject Of(ImageRequest request, IReadOnlyList<string>? prompts)
    {
        JsonObject described = new()
        {
            ["iterations"] = request.Iterations,
            ["batches"] = request.Batches.Count,
            ["prompts"] = prompts is null ? null : new JsonArray([.. prompts.Select(prompt => (JsonNode)prompt)]),
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
        AddUnusual(described, request);
        return described;
    }

    /// <summary>The whole request: the prompts of all batches. <see cref="RequestReader"/> reads it.</summary>
    public static JsonObject Whole(ImageRequest request)
    {
        JsonObject described = Of(request, prompts: null);
        described["prompts"] = new JsonArray([.. request.Batches.Select(batch => (JsonNode)new JsonArray([.. batch.Select(prompt => (JsonNode)prompt)]))]);
        return described;
    }

    /// <summary>Adds what a request of <c>txt2img.py</c> does not have, as far as it is there.</summary>
    public static void AddUnusual(JsonObject described, ImageRequest request)
    {
        if (request.NegativePrompt.Length > 0)
        {
            described["negativePrompt"] = request.NegativePrompt;
        }

        if (request.Syntax != PromptSyntax.Literal)
        {
            described["syntax"] = Lower(request.Syntax);
        }

        if (request.Schedule != ScheduleKind.Automatic)
        {
            described["schedule"] = Lower(request.Schedule);
        }

        if (request.HasSeedPerIteration)
        {
            described["seedPerIteration"] = true;
        }

        if (request.Initial is InitialPicture initial)
        {
            described["initial"] = Describe(initial);
        }

        if (request.Approximations != ApproximationChoice.None)
        {
            described["fast"] = request.Approximations.ToString();
        }
    }

    /// <summary>An enum's name as the JSON spells it.</summary>
    public static string Lower<T>(T value) where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>A picture to begin with: its pixels are named by their hash, red, green, blue, row by row, after it was scaled; the mask's too.</summary>
    private static JsonObject Describe(InitialPicture initial)
    {
        JsonObject described = new() { ["strength"] = initial.Strength, ["sha256"] = Hash(initial.Picture.Pixels.Span) };
        if (initial.Mask is GrayImage mask)
        {
            described["maskSha256"] = Hash(mask.Pixels.Span);
            described["blending"] = Lower(initial.Blending);
        }

        return described;
    }

    /// <summary>A name for pixels: their SHA-256 in small hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> pixels) => Convert.ToHexStringLower(SHA256.HashData(pixels));
}
