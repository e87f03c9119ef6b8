using Easel.Imaging;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// What a UNet made for inpainting reads beside the latent: the mask, and the latent of the picture without what is painted anew. Rombach et al. 2022, sec. 4.5;
/// v1-inpainting-inference.yaml of RunwayML.
/// </summary>
internal sealed class InpaintingInput : IDisposable
{
    private readonly Tensor _beside;

    /// <summary>Encodes what is kept. Without a picture, all is painted.</summary>
    /// <param name="model">Whose UNet reads a mask.</param>
    /// <param name="request">What is asked for.</param>
    public InpaintingInput(LoadedModel model, ImageRequest request)
    {
        int factor = model.Shape.Autoencoder.Factor;
        (int width, int height) = (request.Width, request.Height);
        GrayImage? mask = request.Initial?.Mask;
        float[] unit = mask is null ? new float[width * height * 3] : Kept(request.Initial!.Picture, mask);

        // The mean, not a sample: the same for every seed.
        using Tensor latent = PictureMoments.Of(model, unit, width, height).Mean(model.Device);
        using Tensor painted = model.Device.Upload(Binary(mask, width / factor * (height / factor), factor), [1, height / factor, width / factor, 1]);
        _beside = model.Device.Concatenate(painted, latent);
    }

    /// <summary>The latents with what is read beside them.</summary>
    /// <param name="latents">[batch, height, width, channels]</param>
    /// <returns>[batch, height, width, inputs]</returns>
    public Tensor Join(Tensor latents)
    {
        Device device = latents.Device;
        Tensor[] each = [.. Enumerable.Repeat(_beside, latents.Shape[0])];
        return device.Concatenate(latents, each.Length == 1 ? _beside : device.Stack(each));
    }

    /// <inheritdoc/>
    public void Dispose() => _beside.Dispose();

    /// <summary>The picture with gray, 0, where the mask is white.</summary>
    private static float[] Kept(Image picture, GrayImage mask)
    {
        float[] unit = InitialLatents.Unit(picture);
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = IsPainted(mask.Pixels.Span[i / 3]) ? 0 : unit[i];
        }

        return unit;
    }

    private static float[] Binary(GrayImage? mask, int count, int factor)
    {
        float[] painted = new float[count];
        if (mask is null)
        {
            Array.Fill(painted, 1);
            return painted;
        }

        ReadOnlySpan<float> shares = LatentMask.Touched(mask, factor).Painted;
        for (int i = 0; i < count; i++)
        {
            painted[i] = shares[i] >= 0.5f ? 1 : 0;
        }

        return painted;
    }

    private static bool IsPainted(byte pixel) => pixel / 255f >= 0.5f;
}
