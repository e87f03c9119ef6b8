using Easel.Imaging;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>A mask on latents: 1 where they are painted, 0 where they are kept.</summary>
internal sealed class LatentMask
{
    private readonly float[] _painted;

    private LatentMask(float[] painted)
    {
        _painted = painted;
    }

    /// <summary>One number for each place of a latent.</summary>
    public ReadOnlySpan<float> Painted => _painted;

    /// <summary>A mask of which each place is painted as much as the pixel that is painted most of those it stands for.</summary>
    /// <param name="mask">Of the picture's size; 255 is painted.</param>
    /// <param name="factor">Pixels of a place, in both directions.</param>
    public static LatentMask Touched(GrayImage mask, int factor) => Reduce(mask, factor, (x, y) =>
    {
        byte most = 0;
        for (int row = y * factor; row < (y + 1) * factor; row++)
        {
            foreach (byte pixel in mask.Pixels.Span.Slice((row * mask.Width) + (x * factor), factor))
            {
                most = Math.Max(most, pixel);
            }
        }

        return most;
    });

    /// <summary>A mask of which each place is painted as its top left pixel is.</summary>
    /// <inheritdoc cref="Touched"/>
    public static LatentMask Nearest(GrayImage mask, int factor) => Reduce(mask, factor, (x, y) => mask.Pixels.Span[(y * factor * mask.Width) + (x * factor)]);

    /// <summary>painted * latent + (1 - painted) * kept, place by place.</summary>
    /// <param name="latent">[batch, height, width, channels]</param>
    /// <param name="kept">In the same shape.</param>
    public Tensor Blend(Tensor latent, Tensor kept)
    {
        Device device = latent.Device;
        int channels = latent.Shape[3];
        float[] values = new float[latent.Shape.Count];
        float[] others = new float[values.Length];
        device.Download(latent, values);
        device.Download(kept, others);
        for (int i = 0; i < values.Length; i++)
        {
            float painted = _painted[i / channels % _painted.Length];
            float own = painted * values[i];
            values[i] = own + ((1 - painted) * others[i]);
        }

        return device.Upload(values, latent.Shape);
    }

    /// <summary>A finished picture with the pixels of the one it began with where the mask keeps them.</summary>
    /// <param name="unit">The decoder's output, [height, width, 3], about -1 to 1; changed.</param>
    /// <param name="picture">What the run began with.</param>
    /// <param name="mask">Of the same size.</param>
    public static void PutBack(float[] unit, Image picture, GrayImage mask)
    {
        ReadOnlySpan<byte> pixels = picture.Pixels.Span;
        ReadOnlySpan<byte> painted = mask.Pixels.Span;
        for (int i = 0; i < unit.Length; i++)
        {
            // The middle of a level, which cutting off leaves at that level.
            float kept = ((pixels[i] + 0.5f) / 127.5f) - 1;
            float share = painted[i / 3] / 255f;
            float own = share * unit[i];
            unit[i] = share == 1 ? unit[i] : own + ((1 - share) * kept);
        }
    }

    private static LatentMask Reduce(GrayImage mask, int factor, Func<int, int, byte> pick)
    {
        (int width, int height) = (mask.Width / factor, mask.Height / factor);
        float[] painted = new float[width * height];
        for (int i = 0; i < painted.Length; i++)
        {
            painted[i] = pick(i % width, i / width) / 255f;
        }

        return new LatentMask(painted);
    }
}
