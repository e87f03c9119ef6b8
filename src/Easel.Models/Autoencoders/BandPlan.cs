using Easel.Tensors.Backends;

namespace Easel.Models.Autoencoders;

/// <summary>How many rows of a map a decoder or encoder takes at once.</summary>
/// <remarks>
/// It counts what a decoder holds, and the same rows serve an encoder: its largest maps are the same two at full resolution, and since their bands have half the channels
/// of those that are counted, it holds a little less.
/// </remarks>
internal sealed class BandPlan
{
    // What is held beside whole maps while a band is computed: its normalised rows, its result, its shortcut, and the band above it.
    private const int BandsInWork = 4;

    // Smaller bands cost time: rows that two bands share, pieces that do not divide evenly among threads.
    private const long LeastBandBytes = 32L << 20;

    // Who asks for less memory than usual pays with time.
    private const long LeastBandBytesInNeed = 4L << 20;

    private readonly AutoencoderShape _shape;
    private readonly int _height;
    private readonly int _width;
    private readonly long _bandBytes;

    /// <summary>Plans the decoding of a latent, or the encoding of a picture.</summary>
    /// <param name="shape">The autoencoder.</param>
    /// <param name="height">Of the latent.</param>
    /// <param name="width">Of the latent.</param>
    /// <param name="memory">Bytes that activations should stay below. What maps alone take is taken in any case.</param>
    public BandPlan(AutoencoderShape shape, int height, int width, long memory)
    {
        _shape = shape;
        _height = height;
        _width = width;

        long maps = Enumerable.Range(0, shape.Multipliers.Count).Max(MapBytes);
        _bandBytes = Math.Max(memory < Device.DefaultBandMemory ? LeastBandBytesInNeed : LeastBandBytes, (memory - maps) / BandsInWork);
    }

    /// <summary>Rows of a band at a level.</summary>
    public int Rows(int level)
    {
        int height = _height << Halvings(level);
        long most = Math.Max(1, _bandBytes / RowBytes(level, MostChannels(level)) / ConvolutionShape.BandUnit) * ConvolutionShape.BandUnit;
        long bands = (height + most - 1) / most;
        long even = (height + bands - 1) / bands;
        return (int)((even + ConvolutionShape.BandUnit - 1) / ConvolutionShape.BandUnit * ConvolutionShape.BandUnit);
    }

    /// <summary>What lies whole at a level: the map that comes in, which becomes a block's middle and what is added to its end, or two maps of a later block.</summary>
    private long MapBytes(int level)
        => (long)(_height << Halvings(level)) * RowBytes(level, Math.Max(MostChannels(level), 2 * _shape.ChannelsAt(level)));

    private long RowBytes(int level, int channels) => ((long)_width << Halvings(level)) * channels * sizeof(float);

    /// <summary>A level's first block takes the channels of the level before.</summary>
    private int MostChannels(int level)
    {
        int top = _shape.Multipliers.Count - 1;
        return Math.Max(_shape.ChannelsAt(level), _shape.ChannelsAt(Math.Min(top, level + 1)));
    }

    private int Halvings(int level) => _shape.Multipliers.Count - 1 - level;
}
