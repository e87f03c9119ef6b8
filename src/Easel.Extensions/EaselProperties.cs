using Microsoft.Extensions.AI;

namespace Easel.Extensions;

/// <summary>
/// Names in <see cref="ImageGenerationOptions.AdditionalProperties"/> that <see cref="EaselImageGenerator"/> reads, and, where pictures have them too, writes beside each picture. For
/// all else of a request there is <see cref="ImageGenerationOptions.RawRepresentationFactory"/>, which may give an <see cref="Diffusion.ImageRequest"/>.
/// </summary>
public static class EaselProperties
{
    /// <summary>The number that names the noise, 0 or more; drawn if none is given. Pictures of a request have it and the numbers after it.</summary>
    public const string Seed = "seed";

    /// <summary>Steps, 1 to 1000.</summary>
    public const string Steps = "steps";

    /// <summary>How far beyond the empty prompt's prediction; 1 leaves it out.</summary>
    public const string Scale = "scale";

    /// <summary>What pictures should not show.</summary>
    public const string NegativePrompt = "negativePrompt";

    /// <summary>A sampler's name, as any of the usual programs writes it.</summary>
    public const string Sampler = "sampler";

    /// <summary>A schedule's name.</summary>
    public const string Schedule = "schedule";

    /// <summary>How prompts are read: <c>weighted</c> or <c>literal</c>.</summary>
    public const string Syntax = "syntax";

    /// <summary>Of an edit: the share of the steps that is taken, 0 to 1.</summary>
    public const string Strength = "strength";

    /// <summary>Of an edit: a picture of the original's size, white where it is painted anew. A <see cref="DataContent"/>, or the bytes of a file.</summary>
    public const string Mask = "mask";

    /// <summary>Of a picture: the model's name.</summary>
    public const string Model = "model";

    /// <summary>Of a picture: what it shows.</summary>
    public const string Prompt = "prompt";

    /// <summary>Of a picture: pixels per row.</summary>
    public const string Width = "width";

    /// <summary>Of a picture: rows.</summary>
    public const string Height = "height";

    /// <summary>Of a picture: lines that the user should know, if there are any.</summary>
    public const string Warnings = "warnings";

    /// <summary>Those that a request may have.</summary>
    internal static IReadOnlyList<string> OfRequests { get; } = [Seed, Steps, Scale, NegativePrompt, Sampler, Schedule, Syntax, Strength, Mask];
}
