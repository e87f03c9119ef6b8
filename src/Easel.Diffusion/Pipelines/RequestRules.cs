using Easel.Diffusion.Approximations;
using Easel.Diffusion.Prompts;
using Easel.Models;
using Easel.Models.Layers;
using Easel.Models.UNet;

namespace Easel.Diffusion.Pipelines;

/// <summary>What a request must hold to, before a run begins.</summary>
internal static class RequestRules
{
    // Pictures are ruined far below; far above, latents overflow and the network seems to be at fault.
    private const int MaxGuidanceScale = 1_000_000;

    // Some fifty times as much as the model sees of a prompt without weights.
    private const int LongestPrompt = 20_000;

    /// <summary>Refuses a request that cannot be painted, and says what could be.</summary>
    /// <exception cref="GenerationException">It cannot.</exception>
    public static void Require(ImageRequest request, ModelShape shape)
    {
        if (request.Batches.Count == 0 || request.Batches.Any(batch => batch.Count == 0))
        {
            throw new GenerationException("There is no prompt: every batch needs one or more.");
        }

        RequireLengths(request);
        if (request.Iterations < 1)
        {
            throw new GenerationException($"{request.Iterations} iterations cannot be painted; 1 or more can.");
        }

        if (request.HasSeedPerIteration && request.FixedStart)
        {
            throw new GenerationException("Iterations cannot all begin with the same noise (--fixed_code) and each have a seed of its own.");
        }

        if (request.NoiseBatch != 0 && request.NoiseBatch < request.Batches.Max(batch => batch.Count))
        {
            throw new GenerationException($"Noise is drawn for {request.NoiseBatch} images at once, but a batch has {request.Batches.Max(batch => batch.Count)}.");
        }

        if (!(Math.Abs(request.GuidanceScale) <= MaxGuidanceScale))
        {
            throw new GenerationException($"A guidance scale of {request.GuidanceScale} leaves nothing of a picture; 7.5 is usual, {-MaxGuidanceScale} to {MaxGuidanceScale} can be used.");
        }

        RequireWeights(request);
        ApproximationText.Require(request.Approximations);
        if (request.LatentChannels != shape.UNet.Outputs)
        {
            throw new GenerationException($"{request.LatentChannels} latent channels (--C) were asked for, but the model has {shape.UNet.Outputs}.");
        }

        // Beside the latent, a UNet made for inpainting reads a mask and a latent.
        int latent = shape.Autoencoder.LatentChannels;
        if (shape.UNet.Outputs != latent || !(shape.UNet.Inputs == latent || shape.UNet.Inputs == (2 * latent) + 1))
        {
            throw new GenerationException(
                $"The UNet takes {shape.UNet.Inputs} channels and gives {shape.UNet.Outputs}, and the autoencoder has {latent}: a UNet that paints takes as many as it gives and the autoencoder has, "
                + $"or, if it is made for inpainting, {(2 * latent) + 1}. This one is for something else.");
        }

        RequireSide("height", request.Height, request.Downsampling);
        RequireSide("width", request.Width, request.Downsampling);
        RequireSize(request, shape.Autoencoder.Factor);
        RequireRoom(request, shape.UNet);
        if (request.Initial is not null || shape.UNet.Inputs != latent)
        {
            InitialRules.Require(request, shape.Autoencoder.Factor);
        }
    }

    /// <summary>Refuses a request that says other of the weights than they are: its picture would be told to be what it is not.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="areInt8">Whether some layers were opened in int8.</param>
    /// <exception cref="GenerationException">It does.</exception>
    public static void RequireWeights(ImageRequest request, bool areInt8)
    {
        if (request.Approximations.UsesInt8 != areInt8)
        {
            (string asked, string opened) = areInt8 ? ("does not ask", "with") : ("asks", "without");
            throw new GenerationException($"The request {asked} for int8, but the model was opened {opened} it. Open it with {nameof(PipelineOptions)}.{nameof(PipelineOptions.UsesInt8)} as {nameof(ApproximationChoice)}.{nameof(ApproximationChoice.UsesInt8)} of the request is.");
        }
    }

    /// <summary>A prompt may come from a picture or a file that somebody else made; repairing and reading one takes up to the square of its length.</summary>
    private static void RequireLengths(ImageRequest request)
    {
        if (request.Batches.SelectMany(batch => batch).Append(request.NegativePrompt).FirstOrDefault(prompt => prompt.Length > LongestPrompt) is string prompt)
        {
            throw new GenerationException($"A prompt has {prompt.Length} characters; up to {LongestPrompt} can be painted. It begins '{prompt[..40]}'.");
        }
    }

    /// <summary>What AND multiplies the guidance scale with must leave it in its range.</summary>
    private static void RequireWeights(ImageRequest request)
    {
        if (request.Syntax == PromptSyntax.Literal)
        {
            return;
        }

        foreach (SubPrompt part in request.Batches.SelectMany(batch => batch).Distinct(StringComparer.Ordinal).SelectMany(SubPrompt.Of))
        {
            if (!(Math.Abs(request.GuidanceScale * part.Weight) <= MaxGuidanceScale))
            {
                throw new GenerationException(
                    $"The prompt '{part.Text}' has the weight {part.Weight}, which with a guidance scale of {request.GuidanceScale} leaves nothing of a picture; their product can be {-MaxGuidanceScale} to {MaxGuidanceScale}.");
            }
        }
    }

    private static void RequireSide(string side, int pixels, int factor)
    {
        if (factor < 1 || pixels < factor || pixels > ImageRequest.MaxSide)
        {
            throw new GenerationException($"A {side} of {pixels} pixels cannot be painted; {Math.Max(1, factor)} to {ImageRequest.MaxSide} can, in steps of {Math.Max(1, factor)}.");
        }

        if (pixels % factor != 0)
        {
            int below = pixels / factor * factor;
            throw new GenerationException($"A {side} of {pixels} pixels is not a multiple of {factor}. The nearest are {below} and {below + factor}.");
        }
    }

    /// <summary>The picture is as many times its latent as the autoencoder says, whatever the latent was asked to be.</summary>
    private static void RequireSize(ImageRequest request, int factor)
    {
        (int height, int width) = (request.Height / request.Downsampling, request.Width / request.Downsampling);
        long longest = (long)factor * Math.Max(height, width);
        if (longest > ImageRequest.MaxSide)
        {
            throw new GenerationException(
                $"{request.Width} x {request.Height} pixels by {request.Downsampling} (--f) are latents of {width} x {height}, which become pictures of {(long)factor * width} x {(long)factor * height}; {ImageRequest.MaxSide} can be painted. "
                + $"The model's own factor is {factor}.");
        }

        // With guidance a batch is painted together with as many empty prompts, and with the prompts that AND adds, and its elements are counted in 32 bits.
        int batch = Math.Max(request.NoiseBatch, request.Batches.Max(prompts => prompts.Count));
        long elements = Math.Max(2L, RunSize.SamplesOf(request).Guided) * batch * height * width * request.LatentChannels;
        if (elements > int.MaxValue)
        {
            throw new GenerationException($"{batch} pictures of {request.Width} x {request.Height} pixels are too many to paint at once. Paint fewer (--n_samples), and more often (--n_iter), or smaller ones.");
        }
    }

    /// <summary>A group of one number has no variance: its norm would wipe the picture out.</summary>
    private static void RequireRoom(ImageRequest request, UNetShape shape)
    {
        int height = request.Height / request.Downsampling;
        int width = request.Width / request.Downsampling;
        int least = 0;
        for (int level = 0; level <= shape.Halvings; level++)
        {
            int channels = shape.Channels * shape.Multipliers[level] / GroupNorm.Groups;
            if (height * width == 1 && channels == 1)
            {
                least = request.Downsampling << level;
            }

            height = (height + 1) / 2;
            width = (width + 1) / 2;
        }

        if (least > 0)
        {
            throw new GenerationException(
                $"{request.Width} x {request.Height} pixels are too few for this model: where its resolution is lowest, one number would be left to normalise. One side must be {least + request.Downsampling} or more.");
        }
    }
}
