using Easel.Imaging;

namespace Easel.Diffusion.Pipelines;

/// <summary>What a request that begins with a picture, or paints with a model made for inpainting, must hold to.</summary>
internal static class InitialRules
{
    /// <summary>Refuses a picture, a mask or a strength that a run cannot begin with.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="factor">Pixels of a latent's place, in both directions.</param>
    /// <exception cref="GenerationException">It cannot.</exception>
    public static void Require(ImageRequest request, int factor)
    {
        if (request.Downsampling != factor)
        {
            throw new GenerationException($"Latents of a picture are smaller than it by the model's own factor, {factor}; another one, {request.Downsampling} (--f), is for noise alone.");
        }

        if (request.Initial is not InitialPicture initial)
        {
            return;
        }

        if (!(initial.Strength is >= 0 and <= 1))
        {
            throw new GenerationException($"A strength of {initial.Strength} was asked for; 0, which leaves the picture as it is, to 1 can be.");
        }

        if (request.FixedStart)
        {
            throw new GenerationException("A run that begins with a picture has no noise to keep for all batches (--fixed_code).");
        }

        RequireSize("initial picture", initial.Picture.Width, initial.Picture.Height, request);
        if (initial.Mask is GrayImage mask)
        {
            RequireSize("mask", mask.Width, mask.Height, request);
            if (mask.Pixels.Span.IndexOfAnyExcept((byte)0) < 0)
            {
                throw new GenerationException("The mask is black all over, so nothing would be painted. White is painted anew.");
            }
        }
    }

    /// <summary>Refuses a request that needs an encoder if there is none.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="model">What is open.</param>
    /// <exception cref="GenerationException">It does.</exception>
    public static void RequireEncoder(ImageRequest request, LoadedModel model)
    {
        if (request.Initial is not null && model.Encoder is null)
        {
            throw new GenerationException($"The request begins with a picture, but the model was opened without what reads pictures. Open it with {nameof(PipelineOptions)}.{nameof(PipelineOptions.ReadsPictures)}.");
        }
    }

    private static void RequireSize(string what, int width, int height, ImageRequest request)
    {
        if ((width, height) != (request.Width, request.Height))
        {
            throw new GenerationException($"The {what} has {width} x {height} pixels, but the request {request.Width} x {request.Height}; they must be the same.");
        }
    }
}
