using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>The part at the lowest resolution: block, attention, block.</summary>
public sealed class AutoencoderMiddle(Weights weights, int channels)
{
    private readonly AutoencoderBlock _first = new(weights / "block_1", channels, channels);
    private readonly AutoencoderAttention _attention = new(weights / "attn_1", channels);
    private readonly AutoencoderBlock _second = new(weights / "block_2", channels, channels);

    /// <param name="x">[batch, height, width, channels]</param>
    /// <returns>The shape of x.</returns>
    public Tensor Forward(Tensor x)
    {
        using Scope scope = x.Device.BeginScope();

        return scope.Keep(_second.Forward(_attention.Forward(_first.Forward(x))));
    }
}
