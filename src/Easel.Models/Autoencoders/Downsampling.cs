using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>Half the resolution: a 3x3 convolution of every second pixel.</summary>
internal sealed class Downsampling(Weights weights, int channels)
{
    // The original pads below and right only: Downsample of ldm's diffusionmodules/model.py
    private readonly Convolution _convolution = new(weights / "conv", channels, channels, stride: 2, padBefore: 0);

    /// <param name="x">Given back, band by band, as it is used up.</param>
    /// <param name="rows">Rows of a band of the result.</param>
    /// <returns>Half the rows and columns of x.</returns>
    public BandedMap Forward(BandedMap x, int rows)
    {
        BandedMap y = new(x.Height / 2, rows);
        for (int band = 0; band < y.Count; band++)
        {
            bool isLast = band == y.Count - 1;
            y.Add(Forward(x.Rows(2 * y.Start(band), isLast ? x.Height : (2 * y.End(band)) + 1), isLast ? Halo.None : Halo.Below));
            x.ReleaseBefore(2 * y.End(band));
        }

        x.Release();
        return y;
    }

    private Tensor Forward(Tensor[] rows, Halo halo)
    {
        using Scope scope = rows[0].Device.BeginScope();

        Tensor h = rows.Length == 1 ? rows[0] : rows[0].Device.Stack(rows);
        return scope.Keep(_convolution.Forward(BandedMap.AsBand(h), halo: halo));
    }
}
