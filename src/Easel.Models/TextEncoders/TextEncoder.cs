using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.TextEncoders;

/// <summary>CLIP's text tower, Radford et al. 2021, arXiv:2103.00020. The whole last layer is the prompt's context.</summary>
public sealed class TextEncoder
{
    private readonly TableWeights _tokens;
    private readonly TableWeights _positions;
    private readonly ClipLayer[] _layers;
    private readonly LayerNorm _finalNorm;

    /// <summary>Takes <c>text_model</c>.</summary>
    public TextEncoder(Weights weights, TextEncoderShape shape)
    {
        Weights model = weights / "text_model";
        Weights tokens = model / "embeddings" / "token_embedding";
        Weights positions = model / "embeddings" / "position_embedding";

        Shape = shape;
        _tokens = weights.Device.PrepareTable(tokens.Path, tokens.Take("weight", [shape.Vocabulary, shape.Width]));
        _positions = weights.Device.PrepareTable(positions.Path, positions.Take("weight", [shape.Positions, shape.Width]));
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(i => new ClipLayer(model / "encoder" / "layers" / i, shape.Width, shape.Heads, shape.Hidden, causal: true))];
        _finalNorm = new LayerNorm(model / "final_layer_norm", shape.Width);
    }

    /// <summary>The numbers it was built with.</summary>
    public TextEncoderShape Shape { get; }

    /// <param name="ids">[batch, positions], int32</param>
    /// <returns>[batch, positions, width]</returns>
    public Tensor Forward(Tensor ids)
    {
        using Scope scope = ids.Device.BeginScope();

        Tensor x = ids.Device.Embed(ids, _tokens, _positions);
        foreach (ClipLayer layer in _layers)
        {
            x = layer.Forward(x);
        }

        return scope.Keep(_finalNorm.Forward(x));
    }
}
