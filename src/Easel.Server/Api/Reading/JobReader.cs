using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Imaging;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Models;

namespace Easel.Server.Api.Reading;

/// <summary>Makes requests of bodies, by the rules of <c>easel paint</c>.</summary>
/// <param name="models">What can be named.</param>
/// <param name="styles">What can be named.</param>
/// <param name="uploads">Pictures that can be named.</param>
/// <param name="limits">What is too much.</param>
/// <param name="surroundings">Draws seeds.</param>
internal sealed class JobReader(IModels models, ServerStyles styles, UploadStore uploads, ServerLimits limits, PaintingSurroundings surroundings)
{
    private const double UsualStrength = 0.75;
    private const string Cover = "cover";
    private const string Stretch = "stretch";
    private const int MostStyles = 20;

    /// <summary>Words for how prompts are read.</summary>
    public static IReadOnlyList<string> Syntaxes { get; } = ["weighted", "literal"];

    /// <summary>Words for whose random numbers a seed names.</summary>
    public static IReadOnlyList<string> Noises { get; } = ["torch", "cuda", "numpy"];

    /// <summary>The model of a name.</summary>
    /// <exception cref="JobRefusedException">There is none.</exception>
    public ModelEntry ModelOf(string? name)
    {
        if (models.Find(name) is ModelEntry model)
        {
            return model;
        }

        string[] names = [.. models.List().Select(entry => entry.Name)];
        string nearest = NearestName.Find(name!, names) is string near ? $" Did you mean {Quoted.Of(near)}?" : "";
        throw new JobRefusedException("model", $"there is no model {Quoted.Of(name!)}.{nearest} Here are {string.Join(", ", names.Select(Quoted.Of))}");
    }

    /// <summary>How a body's prompts are read.</summary>
    public static PromptSyntax SyntaxOf(string? word) => Field.Choice("syntax", word, PromptSyntax.Weighted, (Syntaxes[0], PromptSyntax.Weighted), (Syntaxes[1], PromptSyntax.Literal));

    /// <summary>A prompt with the words of styles.</summary>
    /// <exception cref="JobRefusedException">There is no such style, or there are too many.</exception>
    public (string Prompt, string Negative) Styled(string prompt, string negative, IReadOnlyList<string>? names)
    {
        RequireStyles(names);
        return Field.Read("styles", () => styles.Book.Apply(prompt, negative, names ?? []));
    }

    /// <summary>Refuses what are no names of styles, and so many that the prompt would grow without end.</summary>
    /// <exception cref="JobRefusedException">They are that.</exception>
    public static void RequireStyles(IReadOnlyList<string?>? names)
    {
        if (names is { Count: > MostStyles })
        {
            throw new JobRefusedException("styles", Text($"{names.Count} styles; up to {MostStyles} can be applied one after another"));
        }

        if (names?.Contains(null) == true)
        {
            throw new JobRefusedException("styles", "null is no name of a style; GET /api/v1/styles lists them");
        }
    }

    /// <summary>A whole job.</summary>
    /// <exception cref="JobRefusedException">It cannot be painted.</exception>
    public JobRequest Read(JobBody body, string owner, string source)
    {
        ModelEntry model = ModelOf(body.Model);
        ImageRequest request = ReadRequest(body, PaintDefaults.Of(model.Defaults));
        string? fit = body.Initial is null ? null : Covers(body) ? Cover : Stretch;
        return new JobRequest { Request = ReadInitial(body, request, model), Fit = fit, Model = model.Name, Priority = body.Priority ?? 0, Owner = owner, Source = source, Key = body.Key };
    }

    /// <summary>The picture to begin with, if one is named.</summary>
    public PictureInput? ReadPictures(JobBody body)
    {
        if (body.Initial is null)
        {
            return body.Mask is null ? null : throw new JobRefusedException("mask", "is for a picture to begin with, but there is none; name it in initial.image");
        }

        Image picture = uploads.Picture("initial.image", body.Initial.Image);
        if (body.Mask is null)
        {
            return new PictureInput(picture, null);
        }

        GrayImage mask = GrayImage.Of(uploads.Picture("mask.image", body.Mask.Image));
        return (mask.Width, mask.Height) == (picture.Width, picture.Height)
            ? new PictureInput(picture, mask)
            : throw new JobRefusedException("mask.image", Text($"the mask is {mask.Width} x {mask.Height} pixels, but its picture is {picture.Width} x {picture.Height}; they must be of one size"));
    }

    /// <summary>Whether a picture of another size is cut, rather than stretched.</summary>
    public static bool Covers(JobBody body) => Field.Choice("initial.fit", body.Initial?.Fit, true, (Cover, true), (Stretch, false));

    /// <summary>How what the mask leaves is kept.</summary>
    public static MaskBlending BlendingOf(JobBody body) => Field.Choice("mask.blending", body.Mask?.Blending, MaskBlending.Exact, ("exact", MaskBlending.Exact), ("demo", MaskBlending.AsDemo));

    /// <summary>The request, but for a picture to begin with.</summary>
    public ImageRequest ReadRequest(JobBody body, PaintDefaults defaults)
    {
        int count = body.Count ?? 1;
        if (count < 1 || count > limits.PicturesPerJob)
        {
            throw new JobRefusedException("count", Text($"{count} pictures; 1 to {limits.PicturesPerJob} can be had"));
        }

        if (body.Seed is < -1 or > uint.MaxValue)
        {
            throw new JobRefusedException("seed", Text($"{body.Seed} is no seed; 0 to {uint.MaxValue} can be given, and -1 for one by lot"));
        }

        (string prompt, string negative) = Styled(body.Prompt ?? throw new JobRefusedException("prompt", "is missing; say what to paint, such as \"a red fox\""), body.NegativePrompt ?? "", body.Styles);
        PaintChoice choice = new()
        {
            Prompt = prompt,
            Negative = negative,
            Syntax = SyntaxOf(body.Syntax),
            Sampler = body.Sampler is null ? null : Field.Read("sampler", () => SamplerText.ReadSampler(body.Sampler)),
            Schedule = body.Schedule is null ? null : Field.Read("schedule", () => SamplerText.ReadSchedule(body.Schedule)),
            Steps = body.Steps,
            Scale = body.Scale,
            Eta = body.Eta,
            Size = new PictureSize(body.Width ?? defaults.Size.Width, body.Height ?? defaults.Size.Height),
            Seed = body.Seed,
            Count = count,
            Noise = Field.Choice("noise", body.Noise, NoiseKind.Torch, (Noises[0], NoiseKind.Torch), (Noises[1], NoiseKind.Cuda), (Noises[2], NoiseKind.Numpy)),
            Fast = body.Fast is null ? Diffusion.Approximations.ApproximationChoice.None : Field.Read("fast", () => FastText.Read(body.Fast)),
        };
        return Field.Read("seed", () => choice.ToRequest(defaults, styles.Book, surroundings.DrawBelow));
    }

    private ImageRequest ReadInitial(JobBody body, ImageRequest request, ModelEntry model)
    {
        if (ReadPictures(body) is not PictureInput input)
        {
            return request;
        }

        PictureSize own = new(input.Picture.Width, input.Picture.Height);
        bool isAsked = body.Width is not null || body.Height is not null;
        PictureSize size = isAsked ? new PictureSize(request.Width, request.Height) : InitialSize.Of(own, PaintDefaults.Of(model.Defaults).Size, out _);
        if (size.Width == 0 || size.Height == 0)
        {
            throw new JobRefusedException("initial.image", Text($"the picture is {own.Width} x {own.Height} pixels, too small to be painted at its own size; say width and height, multiples of {SideRules.Multiple}"));
        }

        ImageRequest sized = request with { Width = size.Width, Height = size.Height };
        JobRules.RequireSize(sized, limits);
        PictureInput scaled = Covers(body) && isAsked ? input.Cover(size.Width, size.Height) : input.Resize(size.Width, size.Height);
        return sized with
        {
            Initial = scaled.Begin(body.Initial!.Strength ?? UsualStrength) with { Blending = BlendingOf(body) },
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
