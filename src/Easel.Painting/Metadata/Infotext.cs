using System.Globalization;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;

namespace Easel.Painting.Metadata;

/// <summary>
/// The text <c>parameters</c> that Stable Diffusion web UIs write and read: the prompt, then a line of <c>Key: value</c> pairs.
/// </summary>
internal static class Infotext
{
    /// <summary>The text of one picture.</summary>
    public static string Of(ImageRequest request, PicturePlace place, PaintedWith model)
    {
        List<(string Key, string Value)> pairs = [("Steps", Show(request.Steps)), ("Sampler", SamplerName(request.Sampler))];
        if (ScheduleName(request.Schedule) is string schedule)
        {
            pairs.Add(("Schedule type", schedule));
        }

        pairs.Add(("CFG scale", Show(request.GuidanceScale)));
        pairs.Add(("Seed", Show(request.SeedOf(place.Iteration))));
        pairs.Add(("Size", Show($"{place.Width}x{place.Height}")));
        if (model.Sha256 is not null)
        {
            pairs.Add(("Model hash", model.Sha256[..10]));
        }

        pairs.Add(("Model", Path.GetFileNameWithoutExtension(model.File)));
        if (request.Initial is InitialPicture initial)
        {
            pairs.Add(("Denoising strength", Show(initial.Strength)));
            // The web UI takes MD5, we the SHA-256 that our own record has too.
            pairs.Add(("Init image hash", RequestRecord.Hash(initial.Picture.Pixels.Span)));
            if (initial.Mask is GrayImage mask)
            {
                pairs.Add(("Mask hash", RequestRecord.Hash(mask.Pixels.Span)));
            }
        }

        AddEta(pairs, request);

        if (request.Approximations != ApproximationChoice.None)
        {
            pairs.Add(("Fast", request.Approximations.ToString()));
        }

        if (RandomName(request.Noise) is string random)
        {
            pairs.Add(("RNG", random));
        }

        AddPlace(pairs, request, place);
        pairs.Add(("Version", $"Easel {model.EaselVersion}"));
        string negative = request.NegativePrompt.Length > 0 ? $"\nNegative prompt: {WithoutNul(request.NegativePrompt)}" : "";
        return $"{WithoutNul(place.Prompt)}{negative}\n{string.Join(", ", pairs.Select(pair => $"{pair.Key}: {Quote(pair.Value)}"))}";
    }

    /// <summary>The samplers under the names that web UIs know.</summary>
    public static string SamplerName(SamplerKind sampler) => sampler switch
    {
        SamplerKind.DpmSolver => "DPM++ 2M",
        _ => SamplerNames.LabelOf(sampler),
    };

    /// <summary>The schedules under the names that web UIs know; none for the sampler's own.</summary>
    private static string? ScheduleName(ScheduleKind schedule) => schedule == ScheduleKind.Automatic ? null : ScheduleNames.LabelOf(schedule);

    /// <summary>Fresh noise, where it is not the sampler's usual.</summary>
    private static void AddEta(List<(string Key, string Value)> pairs, ImageRequest request)
    {
        if (request.Eta is double eta)
        {
            switch (request.Sampler)
            {
                case SamplerKind.Ddim when eta != 0:
                    pairs.Add(("Eta DDIM", Show(eta)));
                    break;
                case SamplerKind.Ddim or SamplerKind.Plms or SamplerKind.DpmSolver:
                    break;
                default:
                    pairs.Add(("Eta", Show(eta)));
                    break;
            }
        }
    }

    /// <summary>Where in a run of several pictures this one stands: the generator runs on, so the seed alone does not name its noise.</summary>
    private static void AddPlace(List<(string Key, string Value)> pairs, ImageRequest request, PicturePlace place)
    {
        if (request.Batches[place.Batch].Count > 1)
        {
            pairs.Add(("Batch size", Show(request.Batches[place.Batch].Count)));
            pairs.Add(("Batch pos", Show(place.Index)));
        }

        if (request.Batches.Count > 1)
        {
            pairs.Add(("Batch", Show($"{place.Batch + 1} of {request.Batches.Count}")));
        }

        // With a seed of its own an iteration is as good as a run.
        if (request.Iterations > 1 && !request.HasSeedPerIteration)
        {
            pairs.Add(("Iteration", Show($"{place.Iteration + 1} of {request.Iterations}")));
        }
    }

    private static string? RandomName(NoiseKind noise) => noise switch { NoiseKind.Torch => "CPU", NoiseKind.Cuda => "NV", _ => null };

    private static string WithoutNul(string prompt) => prompt.Replace('\0', '\uFFFD');

    private static string Show(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A value that would end its pair goes between quotes, as JSON.</summary>
    private static string Quote(string value) => value.AsSpan().ContainsAny(",:\n") ? $"\"{JsonEncodedText.Encode(value)}\"" : value;
}
