using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;
using Easel.Server.Foreign;
using Easel.Server.Models;

namespace Easel.Server.OpenAi;

/// <summary>Reads what clients of OpenAI's API ask for. Fields that it does not know are passed over, as the newest clients send ever more.</summary>
/// <param name="models">The models.</param>
/// <param name="drawBelow">Draws seeds: a number from 0, below the one it is given.</param>
internal sealed class ImagesReader(IModels models, Func<long, long> drawBelow)
{
    private const int MostPartials = 3;
    private const int UsualCompression = 100;
    private const string Medium = "medium";

    // OpenAI's own models, which its clients name where nobody told them of others.
    private static readonly string[] s_theirs = ["dall-e", "gpt-image", "chatgpt-image"];

    // Steps, as a share of what the model is asked for usually.
    private static readonly Dictionary<string, (string Told, double Share)> s_qualities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["low"] = ("low", 0.5),
        [Medium] = (Medium, 1),
        ["auto"] = (Medium, 1),
        ["standard"] = (Medium, 1),
        ["high"] = ("high", 1.5),
        ["hd"] = ("high", 1.5),
        ["xhigh"] = ("xhigh", 2),
        ["max"] = ("max", 3),
    };

    /// <summary>Reads all but pictures.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="sizeOf">The size that is meant by auto, of a model.</param>
    /// <exception cref="FieldException">A field cannot be used.</exception>
    /// <exception cref="ThingMissingException">It names a model that is not here.</exception>
    public AskedImages Read(JsonFields fields, Func<ModelEntry, PictureSize> sizeOf)
    {
        string? named = fields.Text("model")?.Trim();
        ModelEntry model = ReadModel(named);
        (string quality, double share) = ReadQuality(fields);
        PictureSize size = ReadSize(fields) ?? sizeOf(model);
        int count = (int)(fields.Whole("n", 1, 10_000) ?? 1);
        (SamplerKind sampler, ScheduleKind? schedule) = ReadSampler(fields, model);
        bool streams = fields.Flag("stream") ?? false;
        Refuse(fields, streams);
        return new AskedImages
        {
            Request = new ImageRequest
            {
                Batches = [[fields.Text("prompt") is { Length: > 0 } prompt ? prompt : throw new FieldException("prompt", "a prompt is wanted; say what to paint")]],
                NegativePrompt = fields.Text("negative_prompt") ?? "",
                Syntax = PromptSyntax.Weighted,
                Iterations = count,
                HasSeedPerIteration = true,
                NoiseBatch = 1,
                Sampler = sampler,
                Schedule = schedule ?? (SamplerNames.HasChoiceOfSchedule(sampler) ? SamplerNames.UsualSchedule(sampler) : ScheduleKind.Automatic),
                Steps = (int)(fields.Whole("steps", 1, 1000) ?? Math.Clamp((long)Math.Round(model.Defaults.Steps * share), 1, 1000)),
                GuidanceScale = fields.Number("guidance_scale") ?? model.Defaults.GuidanceScale,
                Width = size.Width,
                Height = size.Height,
                Seed = ReadSeed(fields, count),
            },
            Model = model,
            Format = ReadFormat(fields),
            Quality = quality,
            GivesAddresses = ReadGivesAddresses(fields, named),
            Streams = streams,
            Partials = (int)(fields.Whole("partial_images", 0, MostPartials) ?? 0),
            SafetyIdentifier = fields.Text("safety_identifier") is { Length: > 0 } identifier ? identifier : fields.Text("user"),
        };
    }

    private ModelEntry ReadModel(string? named)
    {
        if (string.IsNullOrEmpty(named))
        {
            return models.Find(null)!;
        }

        return models.Find(named)
            ?? (Array.Exists(s_theirs, theirs => named.StartsWith(theirs, StringComparison.OrdinalIgnoreCase)) ? models.Find(null)! : null)
            ?? throw new ThingMissingException("model", $"The model {Quoted.Of(named)} is not here. Here are {string.Join(", ", models.List().Select(model => Quoted.Of(model.Name)))}");
    }

    private static (string Told, double Share) ReadQuality(JsonFields fields) => fields.Text("quality")?.Trim() switch
    {
        null or "" => s_qualities["auto"],
        string name when s_qualities.TryGetValue(name, out (string, double) known) => known,
        string other => throw new FieldException("quality", $"there is no quality {Quoted.Of(other)}; {string.Join(", ", s_qualities.Keys)} can be had"),
    };

    private static PictureSize? ReadSize(JsonFields fields)
    {
        if (fields.Text("size")?.Trim() is not { Length: > 0 } text || text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return text.Split('x', 'X') is [string width, string height]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int across) && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int down)
            ? new PictureSize(across, down)
            : throw new FieldException("size", $"{Quoted.Of(text)} is no size; 'auto' is, and WIDTHxHEIGHT such as 512x768, in multiples of {SideRules.Multiple}");
    }

    private static (SamplerKind Sampler, ScheduleKind? Schedule) ReadSampler(JsonFields fields, ModelEntry model)
    {
        string name = fields.Text("sampler")?.Trim() is { Length: > 0 } named ? named : model.Defaults.Sampler;
        try
        {
            SamplerChoice choice = SamplerText.ReadSampler(name);
            return (choice.Sampler, choice.Schedule);
        }
        catch (UsageException error)
        {
            throw new FieldException("sampler", error.Message);
        }
    }

    private ulong ReadSeed(JsonFields fields, int count)
    {
        long most = uint.MaxValue - (count - 1);
        return fields.Whole("seed", -1, most) is >= 0 and long seed ? (ulong)seed : (ulong)drawBelow(most + 1);
    }

    /// <summary>What would be something else without it.</summary>
    private static void Refuse(JsonFields fields, bool streams)
    {
        if (fields.Text("background") is string background && background is not ("auto" or "opaque" or ""))
        {
            throw new FieldException("background", $"{Quoted.Of(background)} cannot be had; pictures are opaque. Send 'opaque' or 'auto'");
        }

        if (!streams && fields.Whole("partial_images") > 0)
        {
            throw new FieldException("partial_images", "unfinished pictures are sent in a stream only; send \"stream\": true");
        }
    }

    private static OutputFormat ReadFormat(JsonFields fields)
    {
        int compression = (int)(fields.Whole("output_compression", 0, UsualCompression) ?? UsualCompression);
        string name = fields.Text("output_format")?.Trim().ToLowerInvariant() switch
        {
            null or "" or OutputFormat.Png => OutputFormat.Png,
            OutputFormat.Jpeg or "jpg" => OutputFormat.Jpeg,
            OutputFormat.WebP => OutputFormat.WebP,
            string other => throw new FieldException("output_format", $"{Quoted.Of(other)} cannot be had; png, jpeg and webp can"),
        };
        return name == OutputFormat.Png && compression != UsualCompression
            ? throw new FieldException("output_compression", FormattableString.Invariant($"{compression} is for jpeg and webp; PNG files lose nothing. Leave it out, or choose another output_format"))
            : new OutputFormat(name, Math.Max(1, compression));
    }

    /// <summary>Files, unless addresses are asked for, or one of DALL-E's models is, which gave addresses of themselves.</summary>
    private static bool ReadGivesAddresses(JsonFields fields, string? model) => fields.Text("response_format")?.Trim() switch
    {
        null or "" => model?.StartsWith(s_theirs[0], StringComparison.OrdinalIgnoreCase) == true,
        "b64_json" => false,
        "url" => true,
        string other => throw new FieldException("response_format", $"{Quoted.Of(other)} cannot be had; b64_json and url can"),
    };
}
