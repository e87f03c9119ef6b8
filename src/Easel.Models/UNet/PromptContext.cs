using Easel.Tensors;
using Easel.Tensors.Backends;
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

    private PromptContext(Dictionary<SpatialTransformer, KeysAndValues[]> layers)
    {
        _layers = layers;
        foreach (Tensor tensor in Tensors)
        {
            tensor.Detach();
        }
    }

    /// <summary>Prompts that were read apart, one after the other, as if they had been read together.</summary>
    /// <param name="parts">Of one network, with as many tokens each; at least one. They stay as they are.</param>
    public static PromptContext Join(IReadOnlyList<PromptContext> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Device device = parts[0].Tensors.First().Device;
        using Scope scope = device.BeginScope();

        return new PromptContext(parts[0]._layers.ToDictionary(
            layer => layer.Key,
            layer => Enumerable.Range(0, layer.Value.Length).Select(i => new KeysAndValues(
                device.Stack([.. parts.Select(part => part._layers[layer.Key][i].Keys)]),
                device.Stack([.. parts.Select(part => part._layers[layer.Key][i].Values)]))).ToArray()));
    }

    /// <summary>Tokens of each.</summary>
    public int Tokens => Tensors.First().Shape[1];

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
