using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>A request's initial picture as latents: what a run begins with, and what its mask keeps.</summary>
internal sealed class InitialLatents : IDisposable
{
    private readonly Tensor _latents;
    private readonly LatentMask? _mask;
    private readonly bool _asDemo;

    /// <summary>Draws latents of a picture.</summary>
    /// <param name="model">Whose encoder has read it.</param>
    /// <param name="initial">The picture.</param>
    /// <param name="moments">What the encoder makes of it: <see cref="Read"/>.</param>
    /// <param name="noise">Drawn from once; a latent of its own for each of its batch.</param>
    public InitialLatents(LoadedModel model, InitialPicture initial, PictureMoments moments, LatentNoise noise)
    {
        _asDemo = initial.Blending == MaskBlending.AsDemo;
        int factor = model.Shape.Autoencoder.Factor;

        // A UNet that reads the mask keeps to it by itself.
        _mask = initial.Mask is not GrayImage mask || model.ReadsMask ? null : _asDemo ? LatentMask.Nearest(mask, factor) : LatentMask.Touched(mask, factor);
        _latents = moments.Sample(model.Device, noise);
    }

    /// <summary>Encodes a picture: once for all seeds.</summary>
    public static PictureMoments Read(LoadedModel model, Image picture) => PictureMoments.Of(model, Unit(picture), picture.Width, picture.Height);

    /// <summary>The picture in the form that encoders read: v / 127.5 - 1.</summary>
    /// <returns>[height, width, 3]</returns>
    public static float[] Unit(Image picture)
    {
        float[] unit = new float[picture.Pixels.Length];
        ReadOnlySpan<byte> pixels = picture.Pixels.Span;
        for (int i = 0; i < unit.Length; i++)
        {
            // In the original's order: img2img.py, load_img
            unit[i] = (2 * (pixels[i] / 255f)) - 1;
        }

        return unit;
    }

    /// <summary>The latents under noise.</summary>
    /// <param name="level">How much of both.</param>
    /// <param name="noise">[count, height, width, channels], for as many of the latents.</param>
    /// <param name="first">The first of these.</param>
    public Tensor At(NoiseLevel level, Tensor noise, int first) => noise.Device.Combine((float)level.Signal, _latents.Slice(first, noise.Shape[0]), (float)level.Noise, noise);

    /// <summary>Puts what the mask keeps back into a latent after a step; the latent itself if there is no mask.</summary>
    /// <param name="latent">[batch, height, width, channels]</param>
    /// <param name="noise">The noise that the run began with.</param>
    /// <param name="first">The first of the latents that are painted.</param>
    /// <param name="sampler">Knows the levels.</param>
    /// <param name="step">The step that is done, from 0.</param>
    public Tensor Keep(Tensor latent, Tensor noise, int first, Sampler sampler, int step)
    {
        if (_mask is null)
        {
            return latent;
        }

        NoiseLevel level = _asDemo ? sampler.LevelAt(step) : step + 1 == sampler.StepCount ? new NoiseLevel(1, 0) : sampler.LevelAt(step + 1);
        using Tensor kept = At(level, noise, first);
        return _mask.Blend(latent, kept);
    }

    /// <inheritdoc/>
    public void Dispose() => _latents.Dispose();
}
