using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>From a picture to the mean and the logarithm of the variance of its latent.</summary>
public sealed class Encoder
{
    private readonly Convolution _in;
    private readonly AutoencoderBlock[][] _blocks;
    private readonly Convolution?[] _halved;
    private readonly AutoencoderMiddle _middle;
    private readonly NormalizedConvolution _out;
    private readonly PointwiseConvolution _quantize;

    /// <summary>Takes <c>encoder</c> and <c>quant_conv</c>.</summary>
    public Encoder(Weights weights, AutoencoderShape shape)
    {
        Weights encoder = weights / "encoder";
        int levels = shape.Multipliers.Count;
        int channels = shape.Channels;

        _in = new Convolution(encoder / "conv_in", shape.PictureChannels, channels);
        _blocks = new AutoencoderBlock[levels][];
        _halved = new Convolution?[levels];
        for (int level = 0; level < levels; level++)
        {
            Weights down = encoder / "down" / level;
            _blocks[level] = new AutoencoderBlock[shape.ResidualBlocks];
            for (int i = 0; i < _blocks[level].Length; i++)
            {
                _blocks[level][i] = new AutoencoderBlock(down / "block" / i, channels, shape.ChannelsAt(level));
                channels = shape.ChannelsAt(level);
            }

            // The original pads below and right only.
            _halved[level] = level == levels - 1 ? null : new Convolution(down / "downsample" / "conv", channels, channels, stride: 2, padBefore: 0);
        }

        _middle = new AutoencoderMiddle(encoder / "mid", channels);
        _out = new NormalizedConvolution(encoder / "norm_out", encoder / "conv_out", channels, 2 * shape.EncodedChannels, AutoencoderBlock.NormEpsilon);
        _quantize = new PointwiseConvolution(weights / "quant_conv", 2 * shape.EncodedChannels, 2 * shape.LatentChannels);
    }

    /// <param name="picture">-1 to 1, [batch, height, width, pictureChannels]</param>
    /// <returns>Means, then logarithms of variances (not clamped): [batch, height / factor, width / factor, 2 * latentChannels].</returns>
    public Tensor Forward(Tensor picture)
    {
        using Scope scope = picture.Device.BeginScope();

        Tensor h = _in.Forward(picture);
        for (int level = 0; level < _blocks.Length; level++)
        {
            foreach (AutoencoderBlock block in _blocks[level])
            {
                h = block.Forward(h).InPlaceOf(h);
            }

            h = _halved[level]?.Forward(h).InPlaceOf(h) ?? h;
        }

        return scope.Keep(_quantize.Forward(_out.Forward(_middle.Forward(h))));
    }
}
