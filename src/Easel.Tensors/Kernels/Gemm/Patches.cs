using System.Runtime.CompilerServices;
using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>
/// The left factor of a product: one row for each pixel that comes out, with the channels of its taps one after the other, zeros where a tap lies
/// outside the image. It is never formed as a whole; blocks of it are gathered as they are needed. A plain matrix is the case of one tap.
/// </summary>
internal readonly unsafe struct Patches
{
    private readonly float* _image;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padLeft;
    private readonly int _padAbove;
    private readonly int _outputHeight;
    private readonly int _outputWidth;

    /// <summary>The patches of an image.</summary>
    /// <param name="image">[batch, height, width, shape.Inputs]</param>
    /// <param name="batch">How many there are.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="halo">Rows that belong to a band's neighbours.</param>
    public Patches(float* image, int batch, int height, int width, ConvolutionShape shape, Halo halo = Halo.None)
    {
        _image = image;
        _height = height;
        _width = width;
        _channels = shape.Inputs;
        _kernel = shape.Kernel;
        _stride = shape.Stride;
        _padLeft = shape.PadBefore;
        _padAbove = halo.HasFlag(Halo.Above) ? 0 : shape.PadBefore;
        _outputHeight = shape.OutputRows(height, halo);
        _outputWidth = shape.Output(width);
        Rows = checked(batch * _outputHeight * _outputWidth);
        Depth = shape.Kernel * shape.Kernel * shape.Inputs;
    }

    /// <summary>A matrix, [rows, depth].</summary>
    public Patches(float* matrix, int rows, int depth)
        : this(matrix, 1, 1, rows, new ConvolutionShape(depth, Outputs: 0, Kernel: 1, Stride: 1, PadBefore: 0, PadAfter: 0))
    {
    }

    /// <summary>Pixels that come out, of all samples.</summary>
    public int Rows { get; }

    /// <summary>Taps times channels.</summary>
    public int Depth { get; }

    /// <summary>Whether rows are those of a plain matrix.</summary>
    public bool IsMatrix => _kernel == 1 && _stride == 1 && _padLeft == 0 && _outputWidth == _width && _outputHeight == _height;

    /// <summary>An element of a plain matrix.</summary>
    public float* At(int row, int column) => _image + ((nint)row * _channels) + column;

    /// <summary>Copies a block, and puts rows of zeros below it until its rows are whole units.</summary>
    /// <param name="firstRow">Of <see cref="Rows"/>.</param>
    /// <param name="rows">How many.</param>
    /// <param name="firstColumn">Of <see cref="Depth"/>.</param>
    /// <param name="columns">How many, at most <see cref="Block.MaxDepth"/>.</param>
    /// <param name="block">Takes them, at <see cref="Block.Pitch"/>.</param>
    public void Gather<TLanes>(int firstRow, int rows, int firstColumn, int columns, float* block) where TLanes : struct, ILanes<TLanes>
    {
        for (int done = 0; done < columns;)
        {
            int tap = (firstColumn + done) / _channels;
            int channel = (firstColumn + done) % _channels;
            int count = Math.Min(_channels - channel, columns - done);
            GatherTap<TLanes>(firstRow, rows, tap, channel, count, block + done);
            done += count;
        }

        for (int row = rows; row < Block.Padded(rows); row++)
        {
            Clear<TLanes>(block + ((nint)row * Block.Pitch), columns);
        }
    }

    /// <summary>Hands rows of a block over, one after the other.</summary>
    /// <param name="firstRow">Of <see cref="Rows"/>.</param>
    /// <param name="rows">How many.</param>
    /// <param name="firstColumn">Of <see cref="Depth"/>.</param>
    /// <param name="columns">How many, at most twice <see cref="Block.MaxDepth"/>.</param>
    /// <param name="sink">Takes them.</param>
    public void HandOver<TSink>(int firstRow, int rows, int firstColumn, int columns, TSink sink) where TSink : struct, IRowSink
    {
        // A part for each tap. What lies outside the image is read from zeros.
        int firstTap = firstColumn / _channels;
        int taps = ((firstColumn + columns - 1) / _channels) - firstTap + 1;
        RowPart* parts = stackalloc RowPart[taps];
        float* zeros = stackalloc float[Math.Min(columns, _channels)];
        new Span<float>(zeros, Math.Min(columns, _channels)).Clear();

        int x = firstRow % _outputWidth;
        int y = firstRow / _outputWidth % _outputHeight;
        int sample = firstRow / _outputWidth / _outputHeight;
        for (int row = 0; row < rows; row++)
        {
            int channel = firstColumn - (firstTap * _channels);
            int left = columns;
            for (int i = 0; i < taps; i++)
            {
                int sourceY = (y * _stride) + ((firstTap + i) / _kernel) - _padAbove;
                int sourceX = (x * _stride) + ((firstTap + i) % _kernel) - _padLeft;
                bool isInside = (uint)sourceY < (uint)_height && (uint)sourceX < (uint)_width;
                nint pixel = ((((nint)sample * _height) + sourceY) * _width) + sourceX;
                parts[i].From = isInside ? _image + (pixel * _channels) + channel : zeros;
                parts[i].Count = Math.Min(_channels - channel, left);
                left -= parts[i].Count;
                channel = 0;
            }

            sink.Take(row, parts, taps);
            if (++x == _outputWidth)
            {
                x = 0;
                if (++y == _outputHeight)
                {
                    y = 0;
                    sample++;
                }
            }
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private void GatherTap<TLanes>(int firstRow, int rows, int tap, int channel, int count, float* to) where TLanes : struct, ILanes<TLanes>
    {
        int down = (tap / _kernel) - _padAbove;
        int right = (tap % _kernel) - _padLeft;
        int x = firstRow % _outputWidth;
        int y = firstRow / _outputWidth % _outputHeight;
        int sample = firstRow / _outputWidth / _outputHeight;

        for (int row = 0; row < rows; row++, to += Block.Pitch)
        {
            int sourceY = (y * _stride) + down;
            int sourceX = (x * _stride) + right;
            if ((uint)sourceY < (uint)_height && (uint)sourceX < (uint)_width)
            {
                nint pixel = ((((nint)sample * _height) + sourceY) * _width) + sourceX;
                Copy<TLanes>(_image + (pixel * _channels) + channel, to, count);
            }
            else
            {
                Clear<TLanes>(to, count);
            }

            if (++x == _outputWidth)
            {
                x = 0;
                if (++y == _outputHeight)
                {
                    y = 0;
                    sample++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TLanes>(float* from, float* to, int count) where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Load(from + i).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = from[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<TLanes>(float* to, int count) where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Splat(0).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = 0;
        }
    }
}
