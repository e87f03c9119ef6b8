using System.Runtime.CompilerServices;
using Easel.Tensors.Backends;
using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>An image as tiles of 4 x 4 pixels that come out, in rows, with a border of zeros of one pixel around the image; or, around a band of one, of its neighbours' rows.</summary>
internal readonly unsafe struct TiledImage
{
    private readonly float* _image;
    private readonly int _height;
    private readonly int _padAbove;
    private readonly int _outputHeight;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _across;
    private readonly int _down;

    /// <summary>The tiles of a batch of images.</summary>
    /// <param name="image">[batch, height, width, channels]</param>
    /// <param name="batch">How many there are.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="channels">Of each pixel.</param>
    /// <param name="halo">Rows that belong to a band's neighbours.</param>
    public TiledImage(float* image, int batch, int height, int width, int channels, Halo halo)
    {
        _image = image;
        _height = height;
        _padAbove = halo.HasFlag(Halo.Above) ? 0 : 1;
        _outputHeight = height - (1 - _padAbove) - (halo.HasFlag(Halo.Below) ? 1 : 0);
        _width = width;
        _channels = channels;
        _across = (width + Filtering.Outputs - 1) / Filtering.Outputs;
        _down = (_outputHeight + Filtering.Outputs - 1) / Filtering.Outputs;
        Count = checked(batch * _across * _down);
    }

    /// <summary>All tiles.</summary>
    public int Count { get; }

    /// <summary>Channels that go in.</summary>
    public int Channels => _channels;

    /// <summary>Tiles from one on that follow each other in a row.</summary>
    public int RunLength(int tile) => _across - (tile % _across);

    /// <summary>The pixels that come out of a row of a run of tiles.</summary>
    /// <param name="tile">The first one.</param>
    /// <param name="tiles">How many, within a row of tiles.</param>
    /// <param name="y">0 to 3</param>
    /// <param name="count">How many lie in the image; 0 if the row is below it.</param>
    /// <returns>The first one's number among all pixels of the batch.</returns>
    public int FirstPixel(int tile, int tiles, int y, out int count)
    {
        int x = tile % _across * Filtering.Outputs;
        int row = (tile / _across % _down * Filtering.Outputs) + y;
        int sample = tile / _across / _down;
        count = row < _outputHeight ? Math.Min(tiles * Filtering.Outputs, _width - x) : 0;
        return (((sample * _outputHeight) + row) * _width) + x;
    }

    /// <summary>Transforms some channels of some tiles, B^T d B.</summary>
    /// <param name="firstTile">Of <see cref="Count"/>.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="firstChannel">Of <see cref="Channels"/>.</param>
    /// <param name="channels">How many, at most <see cref="Block.MaxDepth"/>.</param>
    /// <param name="to">[36, tiles at <paramref name="pitch"/>, channels at <see cref="Block.Pitch"/>]; rows of zeros follow until tiles are whole units.</param>
    /// <param name="pitch">Floats from one position to the next.</param>
    public void Transform<TLanes>(int firstTile, int tiles, int firstChannel, int channels, float* to, nint pitch) where TLanes : struct, ILanes<TLanes>
    {
        for (int i = 0; i < tiles; i++)
        {
            TransformTile<TLanes>(firstTile + i, firstChannel, channels, to + ((nint)i * Block.Pitch), pitch);
        }

        for (int row = tiles; row < Block.Padded(tiles); row++)
        {
            for (int position = 0; position < Filtering.Positions; position++)
            {
                new Span<float>(to + (position * pitch) + ((nint)row * Block.Pitch), channels).Clear();
            }
        }
    }

    /// <summary>Transforms some channels of one tile. See <see cref="Transform{TLanes}"/>.</summary>
    public void TransformTile<TLanes>(int tile, int firstChannel, int channels, float* to, nint pitch) where TLanes : struct, ILanes<TLanes>
    {
        // A pixel outside the image is read from a line of zeros.
        float* zeros = stackalloc float[Block.MaxDepth];
        new Span<float>(zeros, channels).Clear();
        float** pixels = stackalloc float*[Filtering.Positions];
        int left = (tile % _across * Filtering.Outputs) - 1;
        int top = (tile / _across % _down * Filtering.Outputs) - _padAbove;
        int sample = tile / _across / _down;
        for (int i = 0; i < Filtering.Positions; i++)
        {
            int y = top + (i / Filtering.Inputs);
            int x = left + (i % Filtering.Inputs);
            bool isInside = (uint)y < (uint)_height && (uint)x < (uint)_width;
            pixels[i] = isInside ? _image + (((((nint)sample * _height) + y) * _width) + x) * _channels + firstChannel : zeros;
        }

        int whole = channels / TLanes.Count * TLanes.Count;
        TransformChannels<TLanes>(pixels, 0, whole, to, pitch);
        TransformChannels<Lanes1>(pixels, whole, channels, to, pitch);
    }

    [MethodImpl(KernelLoop.Options)]
    private static void TransformChannels<TLanes>(float** pixels, int from, int end, float* to, nint pitch) where TLanes : struct, ILanes<TLanes>
    {
        float* half = stackalloc float[Filtering.Positions * TLanes.Count];
        nint line = 6 * TLanes.Count;
        for (int channel = from; channel < end; channel += TLanes.Count)
        {
            for (int x = 0; x < Filtering.Inputs; x++)
            {
                Filtering.Input(Six<TLanes>.Load(pixels + x, channel), half + (x * TLanes.Count), line);
            }

            for (int y = 0; y < Filtering.Inputs; y++)
            {
                Filtering.Input(Six<TLanes>.Load(half + (y * line), TLanes.Count), to + channel + (6 * y * pitch), pitch);
            }
        }
    }
}
