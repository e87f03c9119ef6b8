using Easel.Models;
using Easel.Models.Layers;
using Easel.Models.UNet;

namespace Easel.Diffusion.Pipelines;

/// <summary>What a request must hold to, before a run begins.</summary>
internal static class RequestRules
{
    /// <summary>Refuses a request that cannot be painted, and says what could be.</summary>
    /// <exception cref="GenerationException">It cannot.</exception>
    public static void Require(ImageRequest request, ModelShape shape)
    {
        if (request.Batches.Count == 0 || request.Batches.Any(batch => batch.Count == 0))
        {
            throw new GenerationException("There is no prompt: every batch needs one or more.");
        }

        if (request.Iterations < 1)
        {
            throw new GenerationException($"{request.Iterations} iterations cannot be painted; 1 or more can.");
        }

        if (request.NoiseBatch != 0 && request.NoiseBatch < request.Batches.Max(batch => batch.Count))
        {
            throw new GenerationException($"Noise is drawn for {request.NoiseBatch} images at once, but a batch has {request.Batches.Max(batch => batch.Count)}.");
        }

        if (!double.IsFinite(request.GuidanceScale))
        {
            throw new GenerationException($"A guidance scale of {request.GuidanceScale} is no number to paint with; 7.5 is usual.");
        }

        if (request.LatentChannels != shape.UNet.Inputs)
        {
            throw new GenerationException($"{request.LatentChannels} latent channels (--C) were asked for, but the model has {shape.UNet.Inputs}.");
        }

        if (shape.UNet.Inputs != shape.UNet.Outputs || shape.UNet.Inputs != shape.Autoencoder.LatentChannels)
        {
            throw new GenerationException(
                $"The UNet takes {shape.UNet.Inputs} channels and gives {shape.UNet.Outputs}, and the autoencoder has {shape.Autoencoder.LatentChannels}: text to image needs them equal. "
                + "An inpainting checkpoint wants a picture and a mask.");
        }

        RequireSide("height", request.Height, request.Downsampling);
        RequireSide("width", request.Width, request.Downsampling);
        RequireRoom(request, shape.UNet);
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

    /// <summary>A group of one number has no variance: its norm would wipe the picture out.</summary>
    private static void RequireRoom(ImageRequest request, UNetShape shape)
    {
        int height = Lowest(request.Height / request.Downsampling, shape);
        int width = Lowest(request.Width / request.Downsampling, shape);
        int channels = shape.Channels * shape.Multipliers[^1] / GroupNorm.Groups;
        if (height * width * channels == 1)
        {
            int least = request.Downsampling << shape.Halvings;
            throw new GenerationException($"{request.Width} x {request.Height} pixels are too few for this model: at its lowest resolution one pixel is left of them. One side must be more than {least}.");
        }
    }

    private static int Lowest(int latent, UNetShape shape)
    {
        for (int i = 0; i < shape.Halvings; i++)
        {
            latent = (latent + 1) / 2;
        }

        return latent;
    }
}
