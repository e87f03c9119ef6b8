using Easel.Checkpoints;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Models;

/// <summary>The tensors that a model's checkpoint must hold, told by the networks themselves.</summary>
public static class ModelTensors
{
    /// <summary>Names and shapes in the order in which the networks take them: text encoder, UNet, autoencoder.</summary>
    public static IReadOnlyList<(string Name, Shape Shape)> Of(ModelShape shape)
    {
        List<(string, Shape)> tensors = [];
        using NamingDevice device = new();
        using ArrayMemory zero = new(new byte[sizeof(float)]);
        Weights weights = new("", Note, device);

        _ = new TextEncoder(weights / ModelNames.TextEncoder, shape.TextEncoder);
        _ = new UNetModel(weights / ModelNames.UNet, shape.UNet);
        _ = new Encoder(weights / ModelNames.Autoencoder, shape.Autoencoder);
        _ = new Decoder(weights / ModelNames.Autoencoder, shape.Autoencoder);
        return tensors;

        HostTensor Note(string name, Shape wanted)
        {
            tensors.Add((name, wanted));

            // One number seen everywhere: no memory for weights that nobody reads.
            return new HostTensor(name, zero, 0, wanted, ElementType.Float32, new long[wanted.Rank]);
        }
    }
}
