using System.Runtime.InteropServices;
using Easel.Checkpoints;
using Easel.Models.Layers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models.Vision;

/// <summary>CLIP's vision tower, Radford et al. 2021, arXiv:2103.00020. The class token, in the end, stands for the whole picture.</summary>
public sealed class VisionEncoder
{
    private readonly LinearWeights _patches;
    private readonly TableWeights _start;
    private readonly TableWeights _positions;
    private readonly LayerNorm _firstNorm;
    private readonly ClipLayer[] _layers;
    private readonly LayerNorm _lastNorm;
    private readonly Linear _projection;

    /// <summary>Takes <c>vision_model.vision_model</c> and <c>visual_projection</c>.</summary>
    public VisionEncoder(Weights weights, VisionShape shape)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(shape);
        Device device = weights.Device;
        Weights model = weights / "vision_model" / "vision_model";
        Weights embeddings = model / "embeddings";
        Weights patches = embeddings / "patch_embedding";
        Weights positions = embeddings / "position_embedding";

        Shape = shape;
        _patches = device.PrepareLinear(patches.Path, AsMatrix(patches.Take("weight", [shape.Width, 3, shape.PatchSize, shape.PatchSize])), bias: null);
        _start = PrepareStart(device, embeddings.Take("class_embedding", [shape.Width]));
        _positions = device.PrepareTable(positions.Path, positions.Take("weight", [shape.Tokens, shape.Width]));
        _firstNorm = new LayerNorm(model / "pre_layrnorm", shape.Width); // spelled so in all published files
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(i => new ClipLayer(model / "encoder" / "layers" / i, shape.Width, shape.Heads, shape.Hidden, causal: false))];
        _lastNorm = new LayerNorm(model / "post_layernorm", shape.Width);
        _projection = new Linear(weights / "visual_projection", shape.Width, shape.Projection, bias: false);
    }

    /// <summary>The numbers it was built with.</summary>
    public VisionShape Shape { get; }

    /// <param name="patches">[1, tokens, 3 * patch * patch], see <see cref="PicturePatches"/>.</param>
    /// <returns>The class token, [1, width], and the picture's embedding, [1, projection].</returns>
    public (Tensor Pooled, Tensor Embedding) Forward(Tensor patches)
    {
        ArgumentNullException.ThrowIfNull(patches);
        Device device = patches.Device;
        using Scope scope = device.BeginScope();

        // The class token is the first, the other tokens begin with nothing; to all of them their place is added, then their patch.
        int[] rows = [0, .. Enumerable.Repeat(1, Shape.Tokens - 1)];
        Tensor x = device.Embed(device.Upload(rows, [1, Shape.Tokens]), _start, _positions);
        x = device.Linear(patches, _patches, new Epilogue(Residual: x));

        x = _firstNorm.Forward(x);
        foreach (ClipLayer layer in _layers)
        {
            x = layer.Forward(x);
        }

        Tensor pooled = _lastNorm.Forward(x.Reshape([Shape.Tokens, Shape.Width]).Slice(0, 1));
        return (scope.Keep(pooled), scope.Keep(_projection.Forward(pooled)));
    }

    /// <summary>The class token, and a token of zeros: rows for <see cref="Device.Embed"/>.</summary>
    private static TableWeights PrepareStart(Device device, HostTensor classToken)
    {
        float[] rows = [.. classToken.ToArray(), .. new float[classToken.Shape[0]]];
        using ArrayMemory memory = new(MemoryMarshal.AsBytes<float>(rows).ToArray());
        return device.PrepareTable(classToken.Name, new HostTensor(classToken.Name, memory, 0, [2, classToken.Shape[0]], ElementType.Float32));
    }

    /// <summary>A kernel whose stride is its size, as the matrix that does the same to patches.</summary>
    private static HostTensor AsMatrix(HostTensor kernel)
    {
        Shape matrix = [kernel.Shape[0], kernel.Shape[1] * kernel.Shape[2] * kernel.Shape[3]];
        return kernel.IsContiguous
            ? kernel.Reshape(matrix)
            : new HostTensor(kernel.Name, new ArrayMemory(MemoryMarshal.AsBytes<float>(kernel.ToArray()).ToArray()), 0, matrix, ElementType.Float32);
    }
}
