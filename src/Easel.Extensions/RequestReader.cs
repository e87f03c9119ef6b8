using System.Drawing;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Imaging.Resampling;
using Microsoft.Extensions.AI;
using Image = Easel.Imaging.Image;

namespace Easel.Extensions;

/// <summary>Requests of Microsoft.Extensions.AI as the engine's.</summary>
internal static class RequestReader
{
    // Of the original programs' --strength.
    private const double UsualStrength = 0.75;

    /// <summary>The engine's request.</summary>
    /// <param name="painter">Who paints it.</param>
    /// <param name="generator">What programs are told asks them for a request of their own.</param>
    /// <param name="request">What to paint, or to edit.</param>
    /// <param name="options">How.</param>
    /// <exception cref="GenerationException">Something of it cannot be painted.</exception>
    public static ImageRequest Read(EaselPainter painter, IImageGenerator generator, ImageGenerationRequest request, ImageGenerationOptions? options)
    {
        RequireSupported(painter, options);
        AdditionalValues values = new(options?.AdditionalProperties);
        values.RequireKnown(EaselProperties.OfRequests);
        ImageRequest begun = options?.RawRepresentationFactory?.Invoke(generator) switch
        {
            null => Usual(painter, request.Prompt ?? ""),
            ImageRequest own when string.IsNullOrEmpty(request.Prompt) => own,
            ImageRequest own => own with { Batches = [[request.Prompt]] },
            object other => throw new GenerationException($"The raw representation of the options is a {other.GetType()}; a {typeof(ImageRequest)} is wanted."),
        };
        ImageRequest changed = Changed(begun, values) with { Iterations = options?.Count ?? begun.Iterations };
        Image? original = Original(request);
        changed = options?.ImageSize is Size size ? Sized(changed, size) : original is null ? changed : Shaped(changed, original);
        return original is null ? WithoutEdit(changed, options) : Edited(changed, original, values);
    }

    /// <summary>One picture; of several, any can be painted alone with the seed that stands beside it.</summary>
    private static ImageRequest Usual(EaselPainter painter, string prompt) => painter.RequestFor(prompt) with
    {
        Batches = [[prompt]],
        Iterations = 1,
        NoiseBatch = 0,
        HasSeedPerIteration = true,
        FixedStart = false,
        Seed = (ulong)Random.Shared.NextInt64(1L << 32),
    };

    private static void RequireSupported(EaselPainter painter, ImageGenerationOptions? options)
    {
        if (options?.ResponseFormat is { } format and not ImageGenerationResponseFormat.Data)
        {
            throw new GenerationException($"The response format {format} is not offered: pictures are given as data. Ask for {ImageGenerationResponseFormat.Data}, or for none.");
        }

        if (options?.MediaType is string type && !type.Equals("image/png", StringComparison.OrdinalIgnoreCase))
        {
            throw new GenerationException($"The media type '{type}' is not offered: pictures are image/png.");
        }

        if (options?.ModelId is string model && !model.Equals(painter.ModelName, StringComparison.OrdinalIgnoreCase))
        {
            throw new GenerationException($"The model '{model}' is not open; '{painter.ModelName}' is.");
        }
    }

    private static ImageRequest Changed(ImageRequest usual, AdditionalValues values)
    {
        (SamplerKind Kind, ScheduleKind? Schedule)? sampler = values.Named<(SamplerKind, ScheduleKind?)>(EaselProperties.Sampler, name => SamplerNames.Read(name), string.Join(", ", SamplerNames.All));
        ScheduleKind schedule = sampler is null ? usual.Schedule : sampler.Value.Schedule ?? ScheduleKind.Automatic;
        return usual with
        {
            Seed = values.Seed(EaselProperties.Seed) ?? usual.Seed,
            Steps = values.Whole(EaselProperties.Steps) ?? usual.Steps,
            GuidanceScale = values.Real(EaselProperties.Scale) ?? usual.GuidanceScale,
            NegativePrompt = values.Text(EaselProperties.NegativePrompt) ?? usual.NegativePrompt,
            Sampler = sampler?.Kind ?? usual.Sampler,
            Schedule = values.Named<ScheduleKind>(EaselProperties.Schedule, name => ScheduleNames.Read(name), string.Join(", ", ScheduleNames.All)) ?? schedule,
            Syntax = values.Named<PromptSyntax>(EaselProperties.Syntax, SyntaxOf, "weighted or literal") ?? usual.Syntax,
        };
    }

    private static PromptSyntax? SyntaxOf(string name) => Enum.TryParse(name, ignoreCase: true, out PromptSyntax syntax) && Enum.IsDefined(syntax) ? syntax : null;

    /// <summary>The nearest size that can be painted.</summary>
    private static ImageRequest Sized(ImageRequest request, Size size) => size is { Width: >= 1, Height: >= 1 }
        ? request with { Width = Nearest(size.Width, request.Downsampling), Height = Nearest(size.Height, request.Downsampling) }
        : throw new GenerationException($"A picture of {size.Width} x {size.Height} pixels cannot be painted; sides of {request.Downsampling} to {ImageRequest.MaxSide} can.");

    /// <summary>A picture's shape in as many pixels as the model usually paints.</summary>
    private static ImageRequest Shaped(ImageRequest request, Image original)
    {
        double scale = Math.Sqrt((double)request.Width * request.Height / ((double)original.Width * original.Height));
        return request with { Width = Nearest(original.Width * scale, request.Downsampling), Height = Nearest(original.Height * scale, request.Downsampling) };
    }

    private static int Nearest(double side, int unit) => Math.Clamp((int)Math.Round(side / unit), 1, ImageRequest.MaxSide / unit) * unit;

    private static Image? Original(ImageGenerationRequest request)
    {
        AIContent[] originals = [.. request.OriginalImages ?? []];
        return originals switch
        {
            [] => null,
            [DataContent content] => Picture(content.Data, "the original picture"),
            [AIContent other] => throw new GenerationException($"The original picture is a {other.GetType().Name}; a DataContent with the bytes of a picture is wanted. Nothing is fetched from elsewhere."),
            _ => throw new GenerationException($"There are {originals.Length} original pictures; one can be edited at a time."),
        };
    }

    private static ImageRequest WithoutEdit(ImageRequest request, ImageGenerationOptions? options)
    {
        foreach (string name in new[] { EaselProperties.Mask, EaselProperties.Strength })
        {
            if (options?.AdditionalProperties?.ContainsKey(name) == true)
            {
                throw new GenerationException($"The property '{name}' belongs to an edit, and the request has no original picture.");
            }
        }

        return request;
    }

    private static ImageRequest Edited(ImageRequest request, Image original, AdditionalValues values)
    {
        GrayImage? mask = values.Bytes(EaselProperties.Mask) is ReadOnlyMemory<byte> bytes ? GrayImage.Of(Picture(bytes, "the mask")) : null;
        if (mask is not null && (mask.Width, mask.Height) != (original.Width, original.Height))
        {
            throw new GenerationException($"The mask is {mask.Width} x {mask.Height} pixels, but the original picture is {original.Width} x {original.Height}; they must be of one size.");
        }

        if (mask is not null && mask.Pixels.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            throw new GenerationException("The mask is black all over, so nothing would be painted. White is painted anew.");
        }

        return request with
        {
            Initial = new InitialPicture(PillowResize.Cover(original, request.Width, request.Height, PillowFilter.Lanczos))
            {
                Strength = values.Real(EaselProperties.Strength) ?? UsualStrength,
                Mask = mask is null ? null : MaskResize.Cover(mask, request.Width, request.Height),
            },
        };
    }

    private static Image Picture(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return PictureFile.Decode(bytes.Span, name, PictureOrientation.Upright);
        }
        catch (ImageException error)
        {
            throw new GenerationException(error.Message, error);
        }
    }
}
