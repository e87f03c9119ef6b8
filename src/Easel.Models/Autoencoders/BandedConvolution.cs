using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Autoencoders;

/// <summary>A normalised convolution on its way through the bands of a map. Only a band's normalised rows exist at a time.</summary>
internal sealed class BandedConvolution : IDisposable
{
    private readonly NormalizedConvolution _layer;
    private readonly BandedMap _x;
    private readonly Tensor _measured;
    private readonly IDisposable? _ready;

    /// <summary>Measures a map, all bands of which must be there.</summary>
    public BandedConvolution(NormalizedConvolution layer, BandedMap x)
    {
        _layer = layer;
        _x = x;
        _measured = layer.Measure(x.Bands);
        _ready = x.Count > 1 ? layer.KeepReady(_measured.Device) : null;
    }

    /// <summary>One band of the result. Bands above the row before it are not needed any more.</summary>
    /// <param name="band">Which.</param>
    /// <param name="epilogue">What is done to the convolution's sums.</param>
    /// <returns>[1, rows, width, outputs]</returns>
    public Tensor Forward(int band, in Epilogue epilogue = default)
        => _layer.Forward(_x.Around(band), _measured, _x.HaloOf(band), epilogue);

    /// <summary>Gives back what was measured.</summary>
    public void Dispose()
    {
        _ready?.Dispose();
        _measured.Dispose();
    }
}
