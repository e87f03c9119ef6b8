using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Autoencoders;

/// <summary>Two convolutions, added to what came in.</summary>
public sealed class AutoencoderBlock(Weights weights, int inputs, int outputs)
{
    // Normalize of ldm's diffusionmodules/model.py
    internal const float NormEpsilon = 1e-6f;

    private readonly NormalizedConvolution _first = new(weights / "norm1", weights / "conv1", inputs, outputs, NormEpsilon);
    private readonly NormalizedConvolution _second = new(weights / "norm2", weights / "conv2", outputs, outputs, NormEpsilon);
    private readonly PointwiseConvolution? _skip = inputs == outputs ? null : new(weights / "nin_shortcut", inputs, outputs);

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor Forward(Tensor x)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _first.Forward(x);
        return scope.Keep(_second.Forward(h, new Epilogue(Residual: _skip?.Forward(x) ?? x)));
    }

    /// <summary>The same in bands.</summary>
    /// <param name="x">Given back, band by band, as it is used up.</param>
    internal BandedMap Forward(BandedMap x)
    {
        BandedMap h = x.Like();
        BandedMap residual = _skip is null ? x : x.Like();
        using (BandedConvolution first = new(_first, x))
        {
            for (int band = 0; band < x.Count; band++)
            {
                h.Add(first.Forward(band));
                if (_skip is not null)
                {
                    residual.Add(_skip.Forward(x[band]));
                    x.ReleaseBefore(x.End(band) - 1);
                }
            }
        }

        // Without a shortcut of its own the block still needs what came in.
        if (_skip is not null)
        {
            x.Release();
        }

        BandedMap y = x.Like();
        using (BandedConvolution second = new(_second, h))
        {
            for (int band = 0; band < h.Count; band++)
            {
                y.Add(second.Forward(band, new Epilogue(Residual: residual[band])));
                residual.ReleaseBefore(residual.End(band));
                h.ReleaseBefore(h.End(band) - 1);
            }
        }

        h.Release();
        return y;
    }
}
