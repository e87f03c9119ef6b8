using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Models.Layers;

/// <summary>A 3x3 convolution.</summary>
public sealed class Convolution
{
    private readonly ConvolutionWeights _weights;

    /// <summary>Takes <c>weight</c>, [outputs, inputs, 3, 3], and <c>bias</c>.</summary>
    /// <param name="weights">The place of the layer.</param>
    /// <param name="inputs">Channels that go in.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="stride">1 or 2</param>
    /// <param name="padBefore">Zeros above and left. There is always one below and right.</param>
    /// <param name="followsUpsampling">Whether <see cref="ForwardUpsampled"/> will be used.</param>
    public Convolution(Weights weights, int inputs, int outputs, int stride = 1, int padBefore = 1, bool followsUpsampling = false)
        => _weights = weights.Device.PrepareConvolution(
            weights.Path, weights.Take("weight", [outputs, inputs, 3, 3]), weights.Take("bias", [outputs]), stride, padBefore, padAfter: 1, followsUpsampling);

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <param name="halo">Of a band: its rows that belong to its neighbours.</param>
    /// <returns>[batch, height / stride, width / stride, outputs]</returns>
    public Tensor Forward(Tensor x, in Epilogue epilogue = default, Halo halo = Halo.None) => x.Device.Convolve(x, _weights, epilogue, halo);

    /// <param name="x">[batch, h, w, inputs]</param>
    /// <param name="height">Rows that it is brought to first.</param>
    /// <param name="width">Columns that it is brought to first.</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor ForwardUpsampled(Tensor x, int height, int width) => x.Device.UpsampleAndConvolve(x, height, width, _weights);

    /// <summary>For many bands in a row: see <see cref="Device.KeepReady"/>.</summary>
    public IDisposable KeepReady(Device device) => device.KeepReady(_weights);
}
