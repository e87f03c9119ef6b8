using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>A residual block and, at some levels, a transformer: one entry of the checkpoint's <c>input_blocks</c> or <c>output_blocks</c>.</summary>
public sealed class UNetBlock
{
    private readonly ResidualBlock _residual;
    private readonly Convolution? _upsampled;

    /// <summary>Takes the parts <c>0</c>, <c>1</c> and <c>2</c>, as far as they are there.</summary>
    /// <param name="weights">The entry.</param>
    /// <param name="shape">The network's numbers.</param>
    /// <param name="inputs">Channels that go in.</param>
    /// <param name="level">Which level; decides the channels that come out and whether there is a transformer.</param>
    /// <param name="upsamples">Whether a larger map comes out.</param>
    public UNetBlock(Weights weights, UNetShape shape, int inputs, int level, bool upsamples = false)
    {
        int outputs = shape.Channels * shape.Multipliers[level];
        int part = 0;
        _residual = new ResidualBlock(weights / part++, inputs, outputs, shape.TimeWidth);
        if (shape.Attention[level])
        {
            Merges = !shape.Attention.Take(level).Contains(true);
            Transformer = new SpatialTransformer(weights / part++, outputs, shape.TransformerDepth, shape.ContextWidth, shape.HeadsAt(outputs));
        }

        if (upsamples)
        {
            _upsampled = new Convolution(weights / part / "conv", outputs, outputs, followsUpsampling: true);
        }
    }

    /// <summary>The transformer, at levels that have some.</summary>
    public SpatialTransformer? Transformer { get; }

    /// <summary>Whether it is at the highest resolution that has transformers, where merging tokens saves most and costs least.</summary>
    public bool Merges { get; }

    /// <param name="x">[batch, height, width, inputs]</param>
    /// <param name="time">silu of the time embedding, [batch, timeWidth]</param>
    /// <param name="prompts">What <see cref="UNetModel.Read"/> made of them.</param>
    /// <param name="height">Rows that come out, if larger ones do.</param>
    /// <param name="width">Columns that come out, if larger ones do.</param>
    /// <param name="merged">Share of the pixels that the transformer merges, if the block <see cref="Merges"/>.</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public Tensor Forward(Tensor x, Tensor time, PromptContext prompts, int height, int width, double merged = 0)
    {
        using Scope scope = x.Device.BeginScope();

        Tensor h = _residual.Forward(x, time);
        h = Transformer?.Forward(h, prompts, Merges ? merged : 0).InPlaceOf(h) ?? h;
        return scope.Keep(_upsampled?.ForwardUpsampled(h, height, width) ?? h);
    }
}
