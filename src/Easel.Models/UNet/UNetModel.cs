using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>The network that predicts a noisy latent's noise. Rombach et al. 2022, arXiv:2112.10752</summary>
public sealed class UNetModel
{
    // Blocks of the way down and up, beside the first and the last, that are computed where deep features are reused: DeepCache's shallowest branch.
    private const int OutermostBlocks = 0;

    private readonly Linear _time1;
    private readonly Linear _time2;
    private readonly Convolution _in;
    private readonly List<UNetBlock?> _down = [];
    private readonly List<Convolution?> _halve = [];
    private readonly ResidualBlock _middle1;
    private readonly SpatialTransformer _middle2;
    private readonly ResidualBlock _middle3;
    private readonly List<UNetBlock> _up = [];
    private readonly NormalizedConvolution _out;

    /// <summary>Takes <c>time_embed</c>, <c>input_blocks</c>, <c>middle_block</c>, <c>output_blocks</c> and <c>out</c>.</summary>
    public UNetModel(Weights weights, UNetShape shape)
    {
        Shape = shape;
        _time1 = new Linear(weights / "time_embed" / 0, shape.Channels, shape.TimeWidth);
        _time2 = new Linear(weights / "time_embed" / 2, shape.TimeWidth, shape.TimeWidth);
        _in = new Convolution(weights / "input_blocks" / 0 / 0, shape.Inputs, shape.Channels);

        Stack<int> skips = new([shape.Channels]);
        int channels = BuildDown(weights / "input_blocks", shape, skips);

        Weights middle = weights / "middle_block";
        _middle1 = new ResidualBlock(middle / 0, channels, channels, shape.TimeWidth);
        _middle2 = new SpatialTransformer(middle / 1, channels, shape.TransformerDepth, shape.ContextWidth, shape.HeadsAt(channels));
        _middle3 = new ResidualBlock(middle / 2, channels, channels, shape.TimeWidth);

        BuildUp(weights / "output_blocks", shape, channels, skips);
        _out = new NormalizedConvolution(weights / "out" / 0, weights / "out" / 2, shape.Channels, shape.Outputs, ResidualBlock.NormEpsilon);
    }

    /// <summary>The numbers it was built with.</summary>
    public UNetShape Shape { get; }

    /// <summary>Reads prompts, once for all steps.</summary>
    /// <param name="context">The encoded prompts, [batch, tokens, contextWidth]; not needed afterwards.</param>
    public PromptContext Read(Tensor context)
        => new([.. _down.Concat(_up).Select(block => block?.Transformer).OfType<SpatialTransformer>(), _middle2], context);

    /// <param name="x">The noisy latent, [batch, height, width, inputs]. Any height and width: odd maps are halved upwards.</param>
    /// <param name="time">Sines and cosines of the time step, [batch, channels].</param>
    /// <param name="prompts">What <see cref="Read"/> made of as many prompts.</param>
    /// <param name="shortcuts">What is left out; by default nothing.</param>
    /// <returns>The predicted noise, [batch, height, width, outputs].</returns>
    public Tensor Forward(Tensor x, Tensor time, PromptContext prompts, UNetShortcuts shortcuts = default)
    {
        using Scope scope = x.Device.BeginScope();

        // Every residual block begins with the embedding's SiLU: once is enough.
        time = _time2.Forward(_time1.Forward(time, new Epilogue(Activation: Activation.Silu)), new Epilogue(Activation: Activation.Silu));

        bool reuses = shortcuts.MayReuse && shortcuts.Features?.Holds(x.Shape[0]) == true;
        Tensor h = _in.Forward(x);
        Stack<Tensor> skips = new([h]);
        for (int i = 0; i < (reuses ? OutermostBlocks : _down.Count); i++)
        {
            h = _down[i]?.Forward(h, time, prompts, h.Shape[1], h.Shape[2], shortcuts.Merged) ?? _halve[i]!.Forward(h);
            skips.Push(h);
        }

        int lastUp = _up.Count - 1 - OutermostBlocks;
        h = reuses ? shortcuts.Features!.OfLast(x.Shape[0]) : Middle(h, time, prompts);
        for (int i = reuses ? lastUp : 0; i < _up.Count; i++)
        {
            if (i == lastUp && !reuses)
            {
                shortcuts.Features?.Replace(h);
            }

            using Tensor skip = skips.Pop();
            Tensor joined = x.Device.Concatenate(h, skip);
            if (i != lastUp || shortcuts.Features is null)
            {
                // What is kept for later steps belongs to the run.
                h.Dispose();
            }

            Tensor size = skips.Count > 0 ? skips.Peek() : joined;
            h = _up[i].Forward(joined, time, prompts, size.Shape[1], size.Shape[2], shortcuts.Merged);
            joined.Dispose();
        }

        return scope.Keep(_out.Forward(h));
    }

    private Tensor Middle(Tensor h, Tensor time, PromptContext prompts)
    {
        h = _middle1.Forward(h, time);
        h = _middle2.Forward(h, prompts).InPlaceOf(h);
        return _middle3.Forward(h, time).InPlaceOf(h);
    }

    private int BuildDown(Weights blocks, UNetShape shape, Stack<int> skips)
    {
        int channels = shape.Channels;
        for (int level = 0; level < shape.Multipliers.Count; level++)
        {
            for (int i = 0; i < shape.ResidualBlocks; i++)
            {
                Add(new UNetBlock(blocks / skips.Count, shape, channels, level), null, channels = shape.Channels * shape.Multipliers[level]);
            }

            if (level < shape.Halvings)
            {
                Add(null, new Convolution(blocks / skips.Count / 0 / "op", channels, channels, stride: 2), channels);
            }
        }

        return channels;

        void Add(UNetBlock? block, Convolution? halve, int outputs)
        {
            _down.Add(block);
            _halve.Add(halve);
            skips.Push(outputs);
        }
    }

    private void BuildUp(Weights blocks, UNetShape shape, int channels, Stack<int> skips)
    {
        for (int level = shape.Halvings; level >= 0; level--)
        {
            for (int i = 0; i <= shape.ResidualBlocks; i++)
            {
                bool upsamples = level > 0 && i == shape.ResidualBlocks;
                _up.Add(new UNetBlock(blocks / _up.Count, shape, channels + skips.Pop(), level, upsamples));
                channels = shape.Channels * shape.Multipliers[level];
            }
        }
    }
}
