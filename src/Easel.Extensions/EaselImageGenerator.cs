using System.Runtime.CompilerServices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Imaging.Png;
using Microsoft.Extensions.AI;

namespace Easel.Extensions;

/// <summary>
/// Easel as an <see cref="IImageGenerator"/>: paints prompts, and edits a picture, with a mask or without. What the interface has no place for is among
/// <see cref="EaselProperties"/>. Each picture is PNG data, with its seed and settings in its <see cref="AIContent.AdditionalProperties"/> and its <see cref="ImageUpdate"/> as its raw
/// representation.
/// </summary>
/// <param name="painter">Who paints; stays the caller's.</param>
public sealed class EaselImageGenerator(EaselPainter painter) : IImageGenerator
{
    private readonly ImageGeneratorMetadata _metadata = new("easel", providerUri: null, painter.ModelName);

    /// <inheritdoc/>
    /// <exception cref="GenerationException">The request cannot be painted; the message says what could be.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);

        ImageRequest painted = RequestReader.Read(painter, this, request, options);
        List<AIContent> contents = [];
        List<string> warnings = [];
        await foreach (RunUpdate update in painter.PaintAsync(painted, RunOptions.Whole, cancellationToken).ConfigureAwait(false))
        {
            if (update is ImageUpdate picture)
            {
                contents.Add(ContentOf(painted, picture));
            }
            else if (update is WarningUpdate warning)
            {
                warnings.Add(warning.Message);
            }
        }

        foreach (AIContent content in warnings.Count > 0 ? contents : [])
        {
            content.AdditionalProperties![EaselProperties.Warnings] = warnings.ToArray();
        }

        return new ImageGenerationResponse(contents) { RawRepresentation = painted };
    }

    /// <summary>
    /// The same, told as it goes: a <see cref="StepUpdate"/> after each step, with a small preview of each picture, and an <see cref="ImageUpdate"/> for each picture. Of so many
    /// steps as <see cref="ImageGenerationOptions.StreamingCount"/> says, spread over each picture's, the pictures are decoded too.
    /// </summary>
    /// <param name="request">What to paint, or to edit.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Asked once per step. Leaving the loop early stops the run as well.</param>
    /// <exception cref="GenerationException">The request cannot be painted; the message says what could be.</exception>
    public async IAsyncEnumerable<RunUpdate> GenerateStreamingAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);

        ImageRequest painted = RequestReader.Read(painter, this, request, options);
        int looks = options?.StreamingCount ?? 0;
        if (looks < 0)
        {
            throw new GenerationException($"{looks} pictures on the way cannot be told; 0 or more can.");
        }

        RunOptions told = new() { TellsPreviews = true, WantsDecoded = step => (long)step.Step * looks / step.StepCount > (step.Step - 1L) * looks / step.StepCount };
        await foreach (RunUpdate update in painter.PaintAsync(painted, told, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <summary>An <see cref="ImageGeneratorMetadata"/>, the <see cref="EaselPainter"/>, what was opened (<see cref="PipelineSummary"/>), or this itself.</summary>
    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(ImageGeneratorMetadata) ? _metadata
            : serviceType == typeof(PipelineSummary) ? painter.Model
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(painter) ? painter : null;
    }

    /// <summary>Does nothing: the painter belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private DataContent ContentOf(ImageRequest request, ImageUpdate picture)
    {
        byte[] file = PngFile.Encode(Image.FromUnit(picture.Unit, picture.Width, picture.Height));
        ulong seed = request.SeedOf(picture.Iteration);
        return new DataContent(file, "image/png")
        {
            Name = $"{seed}.png",
            RawRepresentation = picture,
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                [EaselProperties.Model] = painter.ModelName,
                [EaselProperties.Prompt] = picture.Prompt,
                [EaselProperties.NegativePrompt] = request.NegativePrompt,
                [EaselProperties.Seed] = seed,
                [EaselProperties.Steps] = request.Steps,
                [EaselProperties.Scale] = request.GuidanceScale,
                [EaselProperties.Sampler] = SamplerNames.NameOf(request.Sampler),
                [EaselProperties.Schedule] = ScheduleNames.NameOf(request.Schedule),
                [EaselProperties.Syntax] = request.Syntax == PromptSyntax.Weighted ? "weighted" : "literal",
                [EaselProperties.Width] = picture.Width,
                [EaselProperties.Height] = picture.Height,
            },
        };
    }
}
