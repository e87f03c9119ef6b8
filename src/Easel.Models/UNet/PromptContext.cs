using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models.UNet;

/// <summary>Prompts as a UNet's attention layers see them: keys and values, which do not change from step to step. Lives until disposed.</summary>
public sealed class PromptContext : IDisposable
{
    private readonly Dictionary<SpatialTransformer, KeysAndValues[]> _layers;

    /// <summary>Reads prompts.</summary>
    /// <param name="transformers">All that attend to them.</param>
    /// <param name="context">[batch, others, contextWidth]; not needed afterwards.</param>
    internal PromptContext(IEnumerable<SpatialTransformer> transformers, Tensor context)
    {
        using Scope scope = context.Device.BeginScope();

        _layers = transformers.ToDictionary(transformer => transformer, transformer => transformer.Read(context));
        foreach (Tensor tensor in Tensors)
        {
            // Beyond every scope: prompts of later steps are read within a step.
            tensor.Detach();
        }
    }

    private IEnumerable<Tensor> Tensors => _layers.Values.SelectMany(layers => layers).SelectMany(layer => new[] { layer.Keys, layer.Values });

    /// <summary>The prompts in each block of a transformer.</summary>
    internal KeysAndValues[] this[SpatialTransformer transformer] => _layers[transformer];

    /// <summary>Gives the tensors back.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
        {
            tensor.Dispose();
        }
    }
}
