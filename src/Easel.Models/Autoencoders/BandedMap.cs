using System.Runtime.InteropServices;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Autoencoders;

/// <summary>
/// A feature map of one sample in bands of rows. Each band has memory of its own and is given back when the last thing that needs it is done: while one map
/// is used up from above, the next grows in its place.
/// </summary>
/// <param name="height">Rows of the whole map.</param>
/// <param name="rows">Rows of a band, a multiple of <see cref="ConvolutionShape.BandUnit"/>; the last may have fewer.</param>
internal sealed class BandedMap(int height, int rows)
{
    private readonly List<Tensor> _bands = [];
    private readonly bool _isOneTensor;
    private int _released;

    /// <summary>A map that lies in one tensor. It is given back with the last band.</summary>
    /// <param name="x">[1, height, width, channels]</param>
    /// <param name="rows">Rows of a band.</param>
    public BandedMap(Tensor x, int rows)
        : this(x.Shape[1], rows)
    {
        _isOneTensor = true;
        for (int band = 0; band < Count; band++)
        {
            _bands.Add(AsBand(AsRows(x).Slice(Start(band), End(band) - Start(band))));
        }
    }

    /// <summary>Rows of the whole map.</summary>
    public int Height => height;

    /// <summary>How many bands there are in the end.</summary>
    public int Count => (height + rows - 1) / rows;

    /// <summary>All bands, once they are there.</summary>
    public ReadOnlySpan<Tensor> Bands => CollectionsMarshal.AsSpan(_bands);

    /// <summary>[1, rows, width, channels]</summary>
    public Tensor this[int band] => _bands[band];

    /// <summary>A band's first row.</summary>
    public int Start(int band) => band * rows;

    /// <summary>The row after a band's last.</summary>
    public int End(int band) => Math.Min(height, Start(band) + rows);

    /// <summary>Which neighbours a band has.</summary>
    public Halo HaloOf(int band) => (band > 0 ? Halo.Above : 0) | (band < Count - 1 ? Halo.Below : 0);

    /// <summary>An empty map with the same bands.</summary>
    public BandedMap Like() => new(height, rows);

    /// <summary>Adds the next band.</summary>
    /// <param name="band">[1, rows, width, channels]</param>
    public void Add(Tensor band) => _bands.Add(band);

    /// <summary>Some rows, as they lie in the bands.</summary>
    /// <returns>[rows, width, channels] each</returns>
    public Tensor[] Rows(int first, int end)
    {
        List<Tensor> parts = [];
        for (int band = first / rows; band < Count && Start(band) < end; band++)
        {
            int from = Math.Max(first, Start(band));
            parts.Add(AsRows(_bands[band]).Slice(from - Start(band), Math.Min(end, End(band)) - from));
        }

        return [.. parts];
    }

    /// <summary>The whole map in one tensor, once all bands are there.</summary>
    /// <returns>[1, height, width, channels]</returns>
    public Tensor Join() => Count == 1 ? _bands[0] : AsBand(_bands[0].Device.Stack(Rows(0, height)));

    /// <summary>A band's rows and those of its neighbours that a 3x3 kernel sees.</summary>
    public Tensor[] Around(int band) => Rows(Math.Max(0, Start(band) - 1), Math.Min(height, End(band) + 1));

    /// <summary>Gives back the bands that end before a row.</summary>
    public void ReleaseBefore(int row)
    {
        for (; _released < Count && End(_released) <= row; _released++)
        {
            if (!_isOneTensor || _released == Count - 1)
            {
                _bands[_released].Dispose();
            }
        }
    }

    /// <summary>Gives back all bands that are left.</summary>
    public void Release() => ReleaseBefore(height);

    /// <summary>[1, height, width, channels] of a band as [height, width, channels].</summary>
    public static Tensor AsRows(Tensor band) => band.Reshape([band.Shape[1], band.Shape[2], band.Shape[3]]);

    /// <summary>[height, width, channels] as [1, height, width, channels].</summary>
    public static Tensor AsBand(Tensor rows) => rows.Reshape([1, rows.Shape[0], rows.Shape[1], rows.Shape[2]]);
}
