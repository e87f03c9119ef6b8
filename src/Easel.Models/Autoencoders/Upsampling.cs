using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>Twice the resolution: the nearest pixel, then a 3x3 convolution. The upsampled map exists in bands only.</summary>
internal sealed class Upsampling(Weights weights, int channels)
{
    private readonly Convolution _convolution = new(weights / "conv", channels, channels, followsUpsampling: true);

    /// <param name="x">Given back, band by band, as it is used up.</param>
    /// <param name="rows">Rows of a band of the result.</param>
    /// <returns>Twice the rows and columns of x.</returns>
    public BandedMap Forward(BandedMap x, int rows)
    {
        BandedMap y = new(2 * x.Height, rows);
        using IDisposable? ready = y.Count > 1 ? _convolution.KeepReady(x[0].Device) : null;
        for (int band = 0; band < y.Count; band++)
        {
            int first = Math.Max(0, y.Start(band) - 1);
            int end = Math.Min(y.Height, y.End(band) + 1);
            y.Add(Forward(x.Rows(first / 2, (end + 1) / 2), first % 2, end - first, y, band));
            x.ReleaseBefore((y.End(band) - 1) / 2);
        }

        x.Release();
        return y;
    }

    /// <summary>Upsamples rows, and convolves those of them that a band needs.</summary>
    private Tensor Forward(Tensor[] rows, int first, int count, BandedMap y, int band)
    {
        using Scope scope = rows[0].Device.BeginScope();

        Tensor h = BandedMap.AsBand(rows.Length == 1 ? rows[0] : rows[0].Device.Stack(rows));
        if (y.Count == 1)
        {
            return scope.Keep(_convolution.ForwardUpsampled(h, 2 * h.Shape[1], 2 * h.Shape[2]));
        }

        h = h.Device.Upsample(h, 2 * h.Shape[1], 2 * h.Shape[2]);
        h = BandedMap.AsBand(BandedMap.AsRows(h).Slice(first, count));
        return scope.Keep(_convolution.Forward(h, halo: y.HaloOf(band)));
    }
}
