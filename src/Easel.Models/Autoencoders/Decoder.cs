using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>From a latent to a picture.</summary>
/// <remarks>
/// Large maps are computed in bands of rows. The bytes of the result do not depend on them: a band of a convolution reads the rows of its neighbours that
/// its kernel sees, and norms measure whole maps first.
/// </remarks>
public sealed class Decoder
{
    private readonly PointwiseConvolution _unquantize;
    private readonly Convolution _in;
    private readonly AutoencoderMiddle _middle;
    private readonly AutoencoderBlock[][] _blocks;
    private readonly Upsampling?[] _upsampled;
    private readonly NormalizedConvolution _out;
    private readonly AutoencoderShape _shape;

    /// <summary>Takes <c>post_quant_conv</c> and <c>decoder</c>.</summary>
    public Decoder(Weights weights, AutoencoderShape shape)
    {
        Weights decoder = weights / "decoder";
        int top = shape.Multipliers.Count - 1;
        int channels = shape.ChannelsAt(top);

        _shape = shape;
        _unquantize = new PointwiseConvolution(weights / "post_quant_conv", shape.LatentChannels, shape.EncodedChannels);
        _in = new Convolution(decoder / "conv_in", shape.EncodedChannels, channels);
        _middle = new AutoencoderMiddle(decoder / "mid", channels);

        _blocks = new AutoencoderBlock[top + 1][];
        _upsampled = new Upsampling?[top + 1];
        for (int level = top; level >= 0; level--)
        {
            Weights up = decoder / "up" / level;
            _blocks[level] = new AutoencoderBlock[shape.ResidualBlocks + 1];
            for (int i = 0; i < _blocks[level].Length; i++)
            {
                _blocks[level][i] = new AutoencoderBlock(up / "block" / i, channels, shape.ChannelsAt(level));
                channels = shape.ChannelsAt(level);
            }

            _upsampled[level] = level == 0 ? null : new Upsampling(up / "upsample", channels);
        }

        _out = new NormalizedConvolution(decoder / "norm_out", decoder / "conv_out", channels, shape.PictureChannels, AutoencoderBlock.NormEpsilon);
    }

    /// <param name="z">The latent in the autoencoder's own scale, [batch, height, width, latentChannels].</param>
    /// <param name="memory">
    /// Bytes that activations should stay below; the device's <see cref="Device.BandMemory"/> if nothing is said. Less makes bands narrower, down to a limit; the largest maps, 1 GiB for 1024 x 1024 pixels with the channels of
    /// Stable Diffusion 1, are held in any case.
    /// </param>
    /// <returns>About -1 to 1, [batch, factor * height, factor * width, pictureChannels].</returns>
    public Tensor Forward(Tensor z, long? memory = null)
    {
        long bytes = memory ?? z.Device.BandMemory;
        ArgumentOutOfRangeException.ThrowIfNegative(bytes, nameof(memory));
        return Forward(z, new BandPlan(_shape, z.Shape[1], z.Shape[2], bytes).Rows);
    }

    /// <summary>The same, in bands of so many rows.</summary>
    /// <param name="z">The latent.</param>
    /// <param name="rows">Rows of a band at each level, multiples of <see cref="ConvolutionShape.BandUnit"/>.</param>
    internal Tensor Forward(Tensor z, Func<int, int> rows)
    {
        using Scope scope = z.Device.BeginScope();

        Tensor[] pictures = [.. Enumerable.Range(0, z.Shape[0]).Select(sample => Decode(z.Slice(sample, 1), rows))];
        return scope.Keep(pictures.Length == 1 ? pictures[0] : z.Device.Stack(pictures));
    }

    private Tensor Decode(Tensor z, Func<int, int> rows)
    {
        using Scope scope = z.Device.BeginScope();

        int level = _blocks.Length - 1;
        Tensor h = _in.Forward(_unquantize.Forward(z));
        BandedMap map = new(_middle.Forward(h).InPlaceOf(h), rows(level));
        for (; level >= 0; level--)
        {
            foreach (AutoencoderBlock block in _blocks[level])
            {
                map = block.Forward(map);
            }

            map = _upsampled[level]?.Forward(map, rows(level - 1)) ?? map;
        }

        return scope.Keep(Picture(map));
    }

    private Tensor Picture(BandedMap map)
    {
        BandedMap picture = map.Like();
        using BandedConvolution last = new(_out, map);
        for (int band = 0; band < map.Count; band++)
        {
            picture.Add(last.Forward(band));
            map.ReleaseBefore(map.End(band) - 1);
        }

        map.Release();
        return picture.Join();
    }
}
