using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>From a latent to a picture.</summary>
public sealed class Decoder
{
    private readonly PointwiseConvolution _unquantize;
    private readonly Convolution _in;
    private readonly AutoencoderMiddle _middle;
    private readonly AutoencoderBlock[][] _blocks;
    private readonly Convolution?[] _upsampled;
    private readonly NormalizedConvolution _out;

    /// <summary>Takes <c>post_quant_conv</c> and <c>decoder</c>.</summary>
    public Decoder(Weights weights, AutoencoderShape shape)
    {
        Weights decoder = weights / "decoder";
        int top = shape.Multipliers.Count - 1;
        int channels = shape.ChannelsAt(top);

        _unquantize = new PointwiseConvolution(weights / "post_quant_conv", shape.LatentChannels, shape.EncodedChannels);
        _in = new Convolution(decoder / "conv_in", shape.EncodedChannels, channels);
        _middle = new AutoencoderMiddle(decoder / "mid", channels);

        _blocks = new AutoencoderBlock[top + 1][];
        _upsampled = new Convolution?[top + 1];
        for (int level = top; level >= 0; level--)
        {
            Weights up = decoder / "up" / level;
            _blocks[level] = new AutoencoderBlock[shape.ResidualBlocks + 1];
            for (int i = 0; i < _blocks[level].Length; i++)
            {
                _blocks[level][i] = new AutoencoderBlock(up / "block" / i, channels, shape.ChannelsAt(level));
                channels = shape.ChannelsAt(level);
            }

            _upsampled[level] = level == 0 ? null : new Convolution(up / "upsample" / "conv", channels, channels);
        }

        _out = new NormalizedConvolution(decoder / "norm_out", decoder / "conv_out", channels, shape.PictureChannels, AutoencoderBlock.NormEpsilon);
    }

    /// <param name="z">The latent in the autoencoder's own scale, [batch, height, width, latentChannels].</param>
    /// <returns>About -1 to 1, [batch, factor * height, factor * width, pictureChannels].</returns>
    public Tensor Forward(Tensor z)
    {
        using Scope scope = z.Device.BeginScope();

        Tensor h = _middle.Forward(_in.Forward(_unquantize.Forward(z)));
        for (int level = _blocks.Length - 1; level >= 0; level--)
        {
            foreach (AutoencoderBlock block in _blocks[level])
            {
                h = block.Forward(h).InPlaceOf(h);
            }

            if (_upsampled[level] is Convolution convolution)
            {
                h = h.Device.Upsample(h, 2 * h.Shape[1], 2 * h.Shape[2]).InPlaceOf(h);
                h = convolution.Forward(h).InPlaceOf(h);
            }
        }

        return scope.Keep(_out.Forward(h));
    }
}
