using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Pocket.Judging;

/// <summary>A small classifier of pictures of 128 x 128: seven convolutions and two linear layers, trained on rendered scenes.</summary>
internal sealed class JudgeNetwork
{
    /// <summary>Pixels of a side; the network knows no other size.</summary>
    public const int Side = 128;

    private const float Epsilon = 1e-5f;
    private const int Flat = 4 * 4 * 128;

    private readonly Convolution _first;
    private readonly (GroupNorm? Norm, Convolution Convolution)[] _convolutions;
    private readonly GroupNorm _lastNorm;
    private readonly Linear _hidden;
    private readonly Linear _answers;

    /// <summary>Takes <c>first</c>, <c>blocks.0</c> to <c>blocks.5</c>, <c>last_norm</c>, <c>hidden</c>, <c>answers</c>.</summary>
    public JudgeNetwork(Weights weights)
    {
        _first = new(weights / "first", 3, 32, stride: 2);
        _convolutions =
        [
            (null, new(weights / "blocks" / 0 / "convolution", 32, 64, stride: 2)),
            Block(1, 64, 128, stride: 2),
            Block(2, 128, 128, stride: 1),
            Block(3, 128, 128, stride: 2),
            Block(4, 128, 128, stride: 1),
            Block(5, 128, 128, stride: 2),
        ];
        _lastNorm = new(weights / "last_norm", 128, Epsilon);
        _hidden = new(weights / "hidden", Flat, 256);
        _answers = new(weights / "answers", 256, Verdict.Answers);

        (GroupNorm?, Convolution) Block(int index, int inputs, int outputs, int stride) =>
            (new(weights / "blocks" / index / "norm", inputs, Epsilon), new(weights / "blocks" / index / "convolution", inputs, outputs, stride));
    }

    /// <param name="x">[batch, 128, 128, 3], -1 to 1</param>
    /// <returns>[batch, <see cref="Verdict.Answers"/>], a group of scores for each question</returns>
    public Tensor Forward(Tensor x)
    {
        Epilogue silu = new() { Activation = Activation.Silu };
        Tensor h = _first.Forward(x, silu); // [batch, 64, 64, 32]
        foreach ((GroupNorm? norm, Convolution convolution) in _convolutions)
        {
            h = convolution.Forward(norm?.Forward(h, Activation.Silu) ?? h);
        }

        h = _lastNorm.Forward(h, Activation.Silu);
        h = h.Reshape([x.Shape[0], Flat]); // [batch, 4 * 4 * 128]
        return _answers.Forward(_hidden.Forward(h, silu));
    }
}
