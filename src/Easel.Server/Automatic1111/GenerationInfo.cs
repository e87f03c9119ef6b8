using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Schedules;
using Easel.Painting;
using Easel.Painting.Metadata;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>The text <c>info</c> of an answer: JSON within JSON, with all keys that the web UI writes, and Easel's <c>warnings</c>.</summary>
internal static class GenerationInfo
{
    /// <summary>The text.</summary>
    public static string Of(AskedGeneration asked, GivenPictures given)
    {
        ImageRequest request = asked.Request;
        int count = given.Pictures.Count;
        string prompt = request.Batches[0][0];
        JsonObject info = new()
        {
            ["prompt"] = prompt,
            ["all_prompts"] = Repeat(prompt, count),
            ["negative_prompt"] = request.NegativePrompt,
            ["all_negative_prompts"] = Repeat(request.NegativePrompt, count),
            ["seed"] = request.Seed,
            ["all_seeds"] = List(given.Pictures.Select(picture => picture.Seed)),
            ["subseed"] = request.Seed,
            ["all_subseeds"] = List(given.Pictures.Select(picture => picture.Seed)),
            ["subseed_strength"] = 0,
            ["width"] = asked.Second?.Width ?? request.Width,
            ["height"] = asked.Second?.Height ?? request.Height,
            ["sampler_name"] = Infotext.SamplerName(request.Sampler),
            ["cfg_scale"] = request.GuidanceScale,
            ["steps"] = request.Steps,
            ["batch_size"] = asked.BatchSize,
            ["restore_faces"] = false,
            ["face_restoration_model"] = null,
            ["sd_model_name"] = Path.GetFileNameWithoutExtension(asked.Model.File),
            ["sd_model_hash"] = asked.Model.Sha256?[..10] ?? HashIn(given),
            ["sd_vae_name"] = null,
            ["sd_vae_hash"] = null,
            ["seed_resize_from_w"] = -1,
            ["seed_resize_from_h"] = -1,
            ["denoising_strength"] = asked.Second?.Strength ?? request.Initial?.Strength,
            ["extra_generation_params"] = Extras(asked),
            ["index_of_first_image"] = 0,
            ["infotexts"] = new JsonArray([.. given.Pictures.Select(picture => (JsonNode)picture.Infotext)]),
            ["styles"] = new JsonArray([.. asked.Styles.Select(style => (JsonNode)style)]),
            ["job_timestamp"] = given.Started.ToLocalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            ["clip_skip"] = 1,
            ["is_using_inpainting_conditioning"] = false,
            ["version"] = $"Easel {EaselVersion.Text}",
            ["warnings"] = new JsonArray([.. given.Warnings.Select(warning => (JsonNode)warning)]),
        };
        return info.ToJsonString(ForeignJson.Options);
    }

    /// <summary>A checkpoint that was hashed only while it was painted with is known by its pictures' texts.</summary>
    private static string? HashIn(GivenPictures given)
        => given.Pictures.Select(picture => InfotextReader.Read(picture.Infotext)?.Values.GetValueOrDefault("Model hash")).FirstOrDefault(hash => hash is not null);

    private static JsonObject Extras(AskedGeneration asked)
    {
        JsonObject extras = [];
        if (asked.Request.Schedule != ScheduleKind.Automatic)
        {
            extras["Schedule type"] = ScheduleNames.LabelOf(asked.Request.Schedule);
        }

        if (asked.Second is SecondPass second)
        {
            extras["Hires resize"] = FormattableString.Invariant($"{second.Width}x{second.Height}");
            extras["Hires steps"] = second.Steps;
            extras["Hires upscaler"] = second.Upscaler;
        }

        return extras;
    }

    private static JsonArray Repeat(string text, int count) => new([.. Enumerable.Repeat(text, count).Select(each => (JsonNode)each)]);

    private static JsonArray List(IEnumerable<ulong> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
