using System.Buffers;
using Easel.Diffusion.Noise;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Samplers;

/// <summary>Noise in the shape of latents. Drawn for a whole batch even where only some of its latents are wanted, so that these do not depend on how many are.</summary>
public sealed class LatentNoise
{
    private readonly NoiseSource _source;
    private readonly LatentLayout _layout;
    private readonly int _drawn;
    private readonly int _first;

    /// <summary>Noise from a source.</summary>
    /// <param name="source">Whose numbers; they are drawn in the order [drawn, channels, height, width].</param>
    /// <param name="layout">The latents that are wanted.</param>
    /// <param name="drawn">The latents that noise is drawn for at once, the layout's batch or more; 0 means as many.</param>
    /// <param name="first">The first of these that is wanted.</param>
    public LatentNoise(NoiseSource source, LatentLayout layout, int drawn = 0, int first = 0)
    {
        drawn = drawn == 0 ? layout.Batch : drawn;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawn, first + layout.Batch);

        _source = source;
        _layout = layout;
        _drawn = checked(layout.Count / layout.Batch * drawn);
        _first = layout.Count / layout.Batch * first;
    }

    /// <summary>The next noise.</summary>
    /// <returns>[batch, height, width, channels]</returns>
    /// <remarks>Drawn where it is wanted, if the source is one that the device has too; else on the processor, and uploaded.</remarks>
    public Tensor Draw(Device device)
    {
        if (_source.DrawOn(device, _layout.Shape, _first) is Tensor drawn)
        {
            return drawn;
        }

        float[] planes = ArrayPool<float>.Shared.Rent(_drawn);
        _source.Draw(planes.AsSpan(0, _drawn));
        Tensor tensor = _layout.Upload(device, planes.AsSpan(_first));
        ArrayPool<float>.Shared.Return(planes);
        return tensor;
    }

    /// <summary>Lets the next noise go by.</summary>
    public void Pass() => _source.Pass(_drawn);

    /// <inheritdoc cref="NoiseSource.Save"/>
    public NoiseState Save() => _source.Save();

    /// <inheritdoc cref="NoiseSource.Restore"/>
    public void Restore(NoiseState state) => _source.Restore(state);
}
