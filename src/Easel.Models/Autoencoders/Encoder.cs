using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>From a picture to the mean and the logarithm of the variance of its latent.</summary>
/// <remarks>Large maps are computed in bands of rows, as by the <see cref="Decoder"/>: the bytes of the result do not depend on them.</remarks>
public sealed class Encoder
{
    private readonly Convolution _in;
    private readonly AutoencoderBlock[][] _blocks;
    private readonly Downsampling?[] _halved;
    private readonly AutoencoderMiddle _middle;
    private readonly NormalizedConvolution _out;
    private readonly PointwiseConvolution _quantize;
    private readonly AutoencoderShape _shape;

    /// <summary>Takes <c>encoder</c> and <c>quant_conv</c>.</summary>
    public Encoder(Weights weights, AutoencoderShape shape)
    {
        Weights encoder = weights / "encoder";
        int levels = shape.Multipliers.Count;
        int channels = shape.Channels;

        _shape = shape;
        _in = new Convolution(encoder / "conv_in", shape.PictureChannels, channels);
        _blocks = new AutoencoderBlock[levels][];
        _halved = new Downsampling?[levels];
        for (int level = 0; level < levels; level++)
        {
            Weights down = encoder / "down" / level;
            _blocks[level] = new AutoencoderBlock[shape.ResidualBlocks];
            for (int i = 0; i < _blocks[level].Length; i++)
            {
                _blocks[level][i] = new AutoencoderBlock(down / "block" / i, channels, shape.ChannelsAt(level));
                channels = shape.ChannelsAt(level);
            }

            _halved[level] = level == levels - 1 ? null : new Downsampling(down / "downsample", channels);
        }

        _middle = new AutoencoderMiddle(encoder / "mid", channels);
        _out = new NormalizedConvolution(encoder / "norm_out", encoder / "conv_out", channels, 2 * shape.EncodedChannels, AutoencoderBlock.NormEpsilon);
        _quantize = new PointwiseConvolution(weights / "quant_conv", 2 * shape.EncodedChannels, 2 * shape.LatentChannels);
    }

    /// <param name="picture">-1 to 1, [batch, height, width, pictureChannels]; height and width are multiples of the factor.</param>
    /// <param name="memory">Bytes that activations should stay below, as for <see cref="Decoder.Forward(Tensor, long?)"/>.</param>
    /// <returns>Means, then logarithms of variances (not clamped): [batch, height / factor, width / factor, 2 * latentChannels].</returns>
    public Tensor Forward(Tensor picture, long? memory = null)
    {
        long bytes = memory ?? picture.Device.BandMemory;
        ArgumentOutOfRangeException.ThrowIfNegative(bytes, nameof(memory));
        return Forward(picture, new BandPlan(_shape, picture.Shape[1] / _shape.Factor, picture.Shape[2] / _shape.Factor, bytes).Rows);
    }

    /// <summary>The same, in bands of so many rows.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="rows">Rows of a band at each level, multiples of <see cref="ConvolutionShape.BandUnit"/>.</param>
    internal Tensor Forward(Tensor picture, Func<int, int> rows)
    {
        using Scope scope = picture.Device.BeginScope();

        Tensor[] moments = [.. Enumerable.Range(0, picture.Shape[0]).Select(sample => Encode(picture.Slice(sample, 1), rows))];
        return scope.Keep(moments.Length == 1 ? moments[0] : picture.Device.Stack(moments));
    }

    private Tensor Encode(Tensor picture, Func<int, int> rows)
    {
        using Scope scope = picture.Device.BeginScope();

        BandedMap map = Begin(picture, rows(0));
        for (int level = 0; level < _blocks.Length; level++)
        {
            foreach (AutoencoderBlock block in _blocks[level])
            {
                map = block.Forward(map);
            }

            map = _halved[level]?.Forward(map, rows(level + 1)) ?? map;
        }

        return scope.Keep(_quantize.Forward(_out.Forward(_middle.Forward(map.Join()))));
    }

    private BandedMap Begin(Tensor picture, int rows)
    {
        BandedMap map = new(picture.Shape[1], rows);
        using IDisposable? ready = map.Count > 1 ? _in.KeepReady(picture.Device) : null;
        for (int band = 0; band < map.Count; band++)
        {
            int first = Math.Max(0, map.Start(band) - 1);
            int end = Math.Min(map.Height, map.End(band) + 1);
            map.Add(_in.Forward(BandedMap.AsBand(BandedMap.AsRows(picture).Slice(first, end - first)), halo: map.HaloOf(band)));
        }

        return map;
    }
}
