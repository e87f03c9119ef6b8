using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Styles;
using Easel.Painting.Texts;
using Easel.Server.Api.Reading;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Easel.Server.Models;

namespace Easel.Server.Automatic1111;

/// <summary>Reads what clients ask to be painted: the fields that <c>txt2img</c> and <c>img2img</c> have in common, and both.</summary>
/// <param name="models">The models.</param>
/// <param name="styles">The styles that requests can name.</param>
/// <param name="drawBelow">Draws seeds: a number from 0, below the one it is given.</param>
internal sealed class GenerationReader(IModels models, Func<StyleBook> styles, Func<long, long> drawBelow)
{
    // The web UI's own, where a request leaves them out. Sizes are the model's, which are 512 x 512 for Stable Diffusion 1.
    private const int UsualSteps = 50;
    private const double UsualScale = 7;
    private const double UsualStrength = 0.75;
    private const int MostOfOneKind = 10_000;

    /// <summary>A request of <c>txt2img</c>.</summary>
    /// <exception cref="FieldException">A field cannot be used.</exception>
    /// <exception cref="ThingMissingException">It names a model or a sampler that is not here.</exception>
    /// <exception cref="UsageException">It names a style that is not here.</exception>
    /// <exception cref="JobRefusedException">It names too many styles.</exception>
    public AskedGeneration ReadText(JsonFields fields, WebUiSettings settings)
    {
        List<string> warnings = [];
        fields = InfotextFields.Of(fields);
        AskedGeneration asked = ReadCommon(fields, settings, warnings);
        return asked with
        {
            Second = fields.Flag("enable_hr") == true ? SecondPassReader.Read(fields, asked.Request, ReadStrength(fields), warnings) : null,
            Warnings = warnings,
            Echo = EchoedFields.Of(fields, isFromPicture: false),
        };
    }

    /// <summary>A request of <c>img2img</c>.</summary>
    /// <inheritdoc cref="ReadText"/>
    public AskedGeneration ReadPicture(JsonFields fields, WebUiSettings settings)
    {
        List<string> warnings = [];
        fields = InfotextFields.Of(fields);
        AskedGeneration asked = ReadCommon(fields, settings, warnings);
        (InitialPicture initial, InpaintRegion? region) = InitialReader.Read(fields, asked.Request.Width, asked.Request.Height, ReadStrength(fields), warnings);
        return asked with
        {
            Request = asked.Request with { Initial = initial },
            Region = region,
            Warnings = warnings,
            Echo = EchoedFields.Of(fields, isFromPicture: true),
        };
    }

    private static double ReadStrength(JsonFields fields) => fields.Number("denoising_strength", 0, 1) ?? UsualStrength;

    private AskedGeneration ReadCommon(JsonFields fields, WebUiSettings settings, List<string> warnings)
    {
        FieldRules.Require(fields, warnings);
        WebUiSettings own = fields.Object("override_settings") is JsonFields overridden ? settings.With(overridden, models) : settings;
        ModelEntry model = own.ModelIn(models);
        int batch = (int)(fields.Whole("batch_size", 1, MostOfOneKind) ?? 1);
        int iterations = (int)(fields.Whole("n_iter", 1, MostOfOneKind) ?? 1);
        IReadOnlyList<string> named = fields.Texts("styles");
        JobReader.RequireStyles(named);
        (string prompt, string negative) = styles().Apply(ReadPrompt(fields, "prompt"), ReadPrompt(fields, "negative_prompt"), named);
        (SamplerKind sampler, ScheduleKind schedule) = WebUiSamplers.Read(NonEmpty(fields.Text("sampler_name")) ?? fields.Text("sampler_index"), fields.Text("scheduler"), warnings);
        ImageRequest request = new()
        {
            Batches = [[prompt]],
            NegativePrompt = negative,
            Syntax = PromptSyntax.Weighted,
            Iterations = checked(batch * iterations),
            HasSeedPerIteration = true,
            NoiseBatch = 1,
            Sampler = sampler,
            Schedule = schedule,
            Steps = (int)(fields.Whole("steps", 1, 1000) ?? UsualSteps),
            GuidanceScale = fields.Number("cfg_scale") ?? UsualScale,
            Width = ReadSide(fields, "width", model.Defaults.Width, warnings),
            Height = ReadSide(fields, "height", model.Defaults.Height, warnings),
            Seed = ReadSeed(fields, checked(batch * iterations)),
            Noise = own.Noise,
        };
        return new AskedGeneration
        {
            Request = WithEta(request, fields.Number("eta", 0, 1000), warnings),
            Model = model,
            BatchSize = batch,
            Styles = named,
            SendsPictures = fields.Flag("send_images") ?? true,
            KeepsPictures = fields.Flag("save_images") ?? false,
            Key = NonEmpty(fields.Text("force_task_id")),
            Warnings = warnings,
            Echo = [],
        };
    }

    /// <summary>Also a list of one: the web UI takes lists of prompts, one for each picture.</summary>
    private static string ReadPrompt(JsonFields fields, string name) => fields.Find(name) is { ValueKind: System.Text.Json.JsonValueKind.Array }
        ? fields.Texts(name) switch
        {
            [] => "",
            [string one] => one,
            var several => throw new FieldException(name, $"one prompt is wanted, but there are {several.Count}; send a request for each"),
        }
        : fields.Text(name) ?? "";

    private static int ReadSide(JsonFields fields, string name, int usual, List<string> warnings)
    {
        if (fields.Whole(name, SideRules.Multiple, ImageRequest.MaxSide) is not long side)
        {
            return usual;
        }

        int whole = (int)side / SideRules.Multiple * SideRules.Multiple;
        if (whole != side)
        {
            warnings.Add(FormattableString.Invariant($"{name}: {side} is not a multiple of {SideRules.Multiple}, so {whole} is painted"));
        }

        return whole;
    }

    private ulong ReadSeed(JsonFields fields, int count)
    {
        long most = uint.MaxValue - (count - 1);
        return fields.Whole("seed") switch
        {
            null or -1 => (ulong)drawBelow(most + 1),
            long seed when seed < 0 || seed > most => throw new FieldException("seed", FormattableString.Invariant($"{seed} is out of range; -1 (drawn), and 0 to {most} can be given for {count} pictures, which have a seed each")),
            long seed => (ulong)seed,
        };
    }

    /// <summary>Samplers without fresh noise pass an eta over, as there.</summary>
    private static ImageRequest WithEta(ImageRequest request, double? eta, List<string> warnings)
    {
        if (eta is null)
        {
            return request;
        }

        try
        {
            return SamplerRules.Require(request with { Eta = eta });
        }
        catch (UsageException)
        {
            if (eta > 0)
            {
                warnings.Add($"eta: {SamplerNames.LabelOf(request.Sampler)} does not use it");
            }

            return request;
        }
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
