using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;
using Easel.Server.Models;

namespace Easel.Server.Jobs;

/// <summary>What a job must hold to, told before it is queued. What only an open model can tell is told when the job is painted.</summary>
internal static class JobRules
{
    /// <summary>The lowest and the highest priority.</summary>
    public const int MostPriority = 10;

    /// <summary>Characters of a prompt.</summary>
    public const int LongestPrompt = 20_000;

    /// <summary>Steps of a picture, whatever a server allows: there are no more noise levels.</summary>
    public const int MostSteps = 1000;

    private const int LongestKey = 200;
    private const double MostScale = 1_000_000;

    /// <summary>Refuses what this server does not do.</summary>
    /// <exception cref="JobRefusedException">It does not.</exception>
    public static void Require(JobRequest asked, ServerLimits limits, IModels models)
    {
        ImageRequest request = asked.Request;
        if (request.Batches is not [[string prompt]])
        {
            throw new JobRefusedException("prompt", "a job has one prompt; several pictures of it are iterations with a seed each");
        }

        RequireText("prompt", prompt);
        RequireText("negativePrompt", request.NegativePrompt);
        Require("count", request.Iterations, 1, limits.PicturesPerJob, "pictures");
        Require("steps", request.Steps, 1, Math.Min(limits.Steps, MostSteps), "steps");
        Require("priority", asked.Priority, -MostPriority, MostPriority, "priority");
        RequireSize(request, limits);
        if (!(Math.Abs(request.GuidanceScale) <= MostScale))
        {
            throw new JobRefusedException("scale", Text($"a guidance scale of {request.GuidanceScale} leaves nothing of a picture; 7.5 is usual, {-MostScale} to {MostScale} can be used"));
        }

        if (request.Seed > ulong.MaxValue - (ulong)request.Iterations)
        {
            throw new JobRefusedException("seed", Text($"each picture has a seed, one more than the one before; {request.Seed} is too large for {request.Iterations}"));
        }

        if (!request.HasSeedPerIteration || request.DrawnAtOnce() != 1 || request.FixedStart)
        {
            throw new JobRefusedException("", "every picture of a job has a seed of its own, so that it can be painted alone");
        }

        RequireInitial(request.Initial, request);
        RequireSampler(request);
        RequireModel(asked.Model, models);
        if (asked.Key is { Length: 0 or > LongestKey })
        {
            throw new JobRefusedException("key", Text($"a key of {asked.Key.Length} characters; 1 to {LongestKey} can be used"));
        }
    }

    /// <summary>The model of a name.</summary>
    /// <exception cref="JobRefusedException">It is not here.</exception>
    public static ModelEntry RequireModel(string? name, IModels models) => models.Find(name) ?? throw NotHere(name, models);

    /// <summary>What is told of a model that is not here, or not any more.</summary>
    public static JobRefusedException NotHere(string? name, IModels models)
        => new("model", $"there is no model {Quoted.Of(name ?? "")}; here are {string.Join(", ", models.List().Select(model => Quoted.Of(model.Name)))}");

    /// <summary>Refuses sides that are none, and pictures that are too large, before anything of their size is made.</summary>
    /// <exception cref="JobRefusedException">They are.</exception>
    public static void RequireSize(ImageRequest request, ServerLimits limits)
    {
        RequireSide("width", request.Width);
        RequireSide("height", request.Height);
        if ((long)request.Width * request.Height > limits.PixelsPerPicture)
        {
            throw new JobRefusedException("width", Text($"{request.Width} x {request.Height} are {(long)request.Width * request.Height} pixels; this server paints up to {limits.PixelsPerPicture}"));
        }
    }

    private static void RequireSampler(ImageRequest request)
    {
        try
        {
            ApproximationText.Require(request.Approximations);
        }
        catch (GenerationException error)
        {
            throw new JobRefusedException("fast", error.Message);
        }

        if (Wrong(request) is string wrong)
        {
            // What is left out cannot be wrong: the field without which all is right is the one.
            string field = request.Eta is not null && Wrong(request with { Eta = null }) is null ? "eta"
                : request.Schedule != ScheduleKind.Automatic && Wrong(request with { Schedule = ScheduleKind.Automatic }) is null ? "schedule"
                : "steps";
            throw new JobRefusedException(field, wrong);
        }
    }

    private static string? Wrong(ImageRequest request)
    {
        try
        {
            SamplerRules.Require(request);
            return null;
        }
        catch (UsageException error)
        {
            return error.Message.Replace("argument --sampler: ", "", StringComparison.Ordinal);
        }
    }

    private static void RequireInitial(InitialPicture? initial, ImageRequest request)
    {
        if (initial is null)
        {
            return;
        }

        if ((initial.Picture.Width, initial.Picture.Height) != (request.Width, request.Height))
        {
            throw new JobRefusedException("initial", Text($"the picture to begin with is {initial.Picture.Width} x {initial.Picture.Height}, and {request.Width} x {request.Height} is to be painted"));
        }

        if (initial.Mask is not null && (initial.Mask.Width, initial.Mask.Height) != (request.Width, request.Height))
        {
            throw new JobRefusedException("mask", Text($"the mask is {initial.Mask.Width} x {initial.Mask.Height}, and {request.Width} x {request.Height} is to be painted"));
        }

        if (initial.Mask is not null && initial.Mask.Pixels.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            throw new JobRefusedException("mask", "the mask is black all over, so nothing would be painted; white is painted anew");
        }

        if (!(initial.Strength is >= 0 and <= 1))
        {
            throw new JobRefusedException("strength", Text($"a strength of {initial.Strength}; 0 to 1 can be used"));
        }
    }

    private static void RequireText(string field, string text)
    {
        if (text.Length > LongestPrompt)
        {
            throw new JobRefusedException(field, Text($"{text.Length} characters; up to {LongestPrompt} can be painted"));
        }

        for (int i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) ? 2 : 1)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))))
            {
                throw new JobRefusedException(field, Text($"character {i + 1} is none: U+{(int)text[i]:X4}, which no file can hold; take it out"));
            }
        }
    }

    private static void RequireSide(string field, int pixels)
    {
        Require(field, pixels, SideRules.Multiple, ImageRequest.MaxSide, "pixels");
        if (pixels % SideRules.Multiple != 0)
        {
            int below = pixels / SideRules.Multiple * SideRules.Multiple;
            throw new JobRefusedException(field, Text($"{pixels} pixels are not a multiple of {SideRules.Multiple}; the nearest are {below} and {below + SideRules.Multiple}"));
        }
    }

    private static void Require(string field, long value, long least, long most, string what)
    {
        if (value < least || value > most)
        {
            throw new JobRefusedException(field, Text($"{value} {what}; {least} to {most} can be had"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
