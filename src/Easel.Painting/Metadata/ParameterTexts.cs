using System.Globalization;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Imaging.Formats;
using Easel.Imaging.Png;
using Easel.Painting.Texts;

namespace Easel.Painting.Metadata;

/// <summary>The ways in which pictures tell how they were painted, each as arguments of <c>demo.py</c>; none if a picture does not speak that way.</summary>
internal static class ParameterTexts
{
    private const ushort SoftwareTag = 0x0131;
    private const ushort DescriptionTag = 0x010E;
    private const string OriginalSoftware = "stable_diffusion.openvino";

    /// <summary>PNG texts of <c>demo.py</c>, and of <c>easel demo</c>.</summary>
    public static Dictionary<string, string>? OfDemo(PngPicture picture)
        => OrNone(picture.Texts.Where(text => text.Keyword.StartsWith(DemoKeys.Prefix, StringComparison.Ordinal)).Select(text => (text.Keyword[DemoKeys.Prefix.Length..], text.Text)));

    /// <summary>The EXIF of <c>demo.py</c>: its name as Software, and the same arguments as JSON in ImageDescription.</summary>
    /// <exception cref="GenerationException">It is not JSON.</exception>
    public static Dictionary<string, string>? OfExif(PngPicture picture, string path)
    {
        if (ExifText.Read(picture.Exif.Span, SoftwareTag) != OriginalSoftware || ExifText.Read(picture.Exif.Span, DescriptionTag) is not string description)
        {
            return null;
        }

        return Reading(path, "EXIF ImageDescription", () =>
        {
            using var json = JsonDocument.Parse(description);
            return OrNone(json.RootElement.EnumerateObject()
                .Where(property => property.Name.StartsWith(DemoKeys.Prefix, StringComparison.Ordinal))
                .Select(property => (property.Name[DemoKeys.Prefix.Length..], property.Value.ToString())));
        });
    }

    /// <summary>Easel's own record of any command's picture.</summary>
    /// <exception cref="GenerationException">It is a grid's, or not as Easel writes it.</exception>
    public static Dictionary<string, string>? OfRecord(PngPicture picture, string path, List<string> warnings)
    {
        if (Find(picture, "easel") is not string text)
        {
            return null;
        }

        return Reading(path, "text 'easel'", () =>
        {
            using var json = JsonDocument.Parse(text);
            JsonElement record = json.RootElement;
            if (record.GetProperty("kind").GetString() == "grid")
            {
                throw new GenerationException($"{path} is a grid of several pictures. Name one of them: --params-from PNG");
            }

            JsonElement request = record.GetProperty("request");
            Dictionary<string, string> arguments = new()
            {
                ["prompt"] = record.GetProperty("prompt").GetString()!,
                ["seed"] = (record.TryGetProperty("seed", out JsonElement own) ? own : request.GetProperty("seed")).ToString(),
                ["num_inference_steps"] = request.GetProperty("steps").ToString(),
                ["guidance_scale"] = request.GetProperty("scale").ToString(),
                ["W"] = request.GetProperty("width").ToString(),
                ["H"] = request.GetProperty("height").ToString(),
            };
            string sampler = request.GetProperty("sampler").GetString()!;
            string noise = request.GetProperty("noise").GetString()!;
            bool isFromDemo = (sampler == RequestRecord.Lower(SamplerKind.DemoLms) || sampler == RequestRecord.Lower(SamplerKind.DemoPndm)) && noise == RequestRecord.Lower(NoiseKind.Numpy);
            if (!isFromDemo)
            {
                warnings.Add($"it was painted with the sampler {Quoted.Of(sampler)} and {Quoted.Of(noise)} noise, but demo has LMS or PNDM and NumPy's: the picture will be another one.");
            }

            if (request.TryGetProperty("initial", out JsonElement initial))
            {
                arguments["strength"] = initial.GetProperty("strength").ToString();
                WarnOfInitial(warnings);
            }

            WarnOfNegative(request.TryGetProperty("negativePrompt", out JsonElement negative) ? negative.GetString() : null, warnings);
            return arguments;
        });
    }

    /// <summary>The web UIs' <c>parameters</c>.</summary>
    public static Dictionary<string, string>? OfInfotext(PngPicture picture, List<string> warnings)
    {
        if (Find(picture, "parameters") is not string text || InfotextReader.Read(text) is not InfotextReader told)
        {
            return null;
        }

        Dictionary<string, string> arguments = new() { ["prompt"] = told.Prompt };
        (string Key, string Argument)[] known = [("Seed", "seed"), ("Steps", "num_inference_steps"), ("CFG scale", "guidance_scale"), ("Denoising strength", "strength")];
        foreach ((string key, string argument) in known)
        {
            if (told.Values.TryGetValue(key, out string? value))
            {
                arguments[argument] = value;
            }
        }

        if (told.Values.TryGetValue("Size", out string? size) && size.Split('x') is [string width, string height])
        {
            (arguments["W"], arguments["H"]) = (width, height);
        }

        warnings.Add($"it was painted by another program or command{(told.Values.TryGetValue("Sampler", out string? sampler) ? $", with the sampler {Quoted.Of(sampler)}" : "")}: demo paints another picture with the same parameters.");
        if (told.Values.ContainsKey("Denoising strength"))
        {
            WarnOfInitial(warnings);
        }

        WarnOfNegative(told.Negative, warnings);
        return arguments;
    }

    private static string? Find(PngPicture picture, string keyword) => picture.Texts.FirstOrDefault(text => text.Keyword == keyword)?.Text;

    private static Dictionary<string, string>? OrNone(IEnumerable<(string Name, string Value)> pairs)
    {
        Dictionary<string, string> arguments = [];
        foreach ((string name, string value) in pairs)
        {
            arguments[name] = value;
        }

        return arguments.Count > 0 ? arguments : null;
    }

    private static Dictionary<string, string>? Reading(string path, string what, Func<Dictionary<string, string>?> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new GenerationException(string.Create(CultureInfo.InvariantCulture, $"{path}: its {what} is damaged: {error.Message}"), error);
        }
    }

    private static void WarnOfInitial(List<string> warnings) => warnings.Add("it may have begun with a picture, whose file it does not name: --init-image names one.");

    private static void WarnOfNegative(string? negative, List<string> warnings)
    {
        if (!string.IsNullOrEmpty(negative))
        {
            warnings.Add($"it has a negative prompt, which demo does not have, so it is left out: {Quoted.Of(negative)}");
        }
    }
}
