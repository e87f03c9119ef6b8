using System.Buffers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// The shape of a batch of latents, and the way between the two orders they are kept in: planes, [batch, channels, height, width], as noise is drawn
/// and other programs write them; and channels-last, [batch, height, width, channels], on a device.
/// </summary>
/// <param name="Batch">How many latents. 1 or more.</param>
/// <param name="Height">Rows: the image's by 8.</param>
/// <param name="Width">Columns: the image's by 8.</param>
/// <param name="Channels">Numbers per place; 4 in Stable Diffusion.</param>
public readonly record struct LatentLayout(int Batch, int Height, int Width, int Channels = 4)
{
    /// <summary>On a device: [batch, height, width, channels].</summary>
    public Shape Shape => Shape.Of(Batch, Height, Width, Channels);

    /// <summary>How many numbers there are.</summary>
    public int Count => checked(Batch * Height * Width * Channels);

    /// <summary>Planes become a tensor.</summary>
    /// <param name="device">Where the tensor is to be.</param>
    /// <param name="planes">[batch, channels, height, width]; if there are more latents, the first are taken.</param>
    /// <returns>[batch, height, width, channels]</returns>
    public Tensor Upload(Device device, ReadOnlySpan<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(planes.Length, Count, nameof(planes));

        float[] pixels = ArrayPool<float>.Shared.Rent(Count);
        Transpose(planes[..Count], pixels, Channels, Height * Width);
        Tensor tensor = device.Upload(pixels.AsSpan(0, Count), Shape);
        ArrayPool<float>.Shared.Return(pixels);
        return tensor;
    }

    /// <summary>A tensor becomes planes.</summary>
    /// <param name="latents">[batch, height, width, channels]</param>
    /// <param name="planes">[batch, channels, height, width]</param>
    public void Download(Tensor latents, Span<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Shape, Shape, nameof(latents));
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, Count, nameof(planes));

        float[] pixels = ArrayPool<float>.Shared.Rent(Count);
        latents.Device.Download(latents, pixels.AsSpan(0, Count));
        Transpose(pixels.AsSpan(0, Count), planes, Height * Width, Channels);
        ArrayPool<float>.Shared.Return(pixels);
    }

    /// <summary>Turns matrices of rows x columns, one after the other, into columns x rows.</summary>
    private static void Transpose(ReadOnlySpan<float> source, Span<float> destination, int rows, int columns)
    {
        int size = rows * columns;
        for (int i = 0; i < source.Length; i++)
        {
            int matrix = i / size * size;
            int place = i - matrix;
            destination[matrix + (place % columns * rows) + (place / columns)] = source[i];
        }
    }
}
