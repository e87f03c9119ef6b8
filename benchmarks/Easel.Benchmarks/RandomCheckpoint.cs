using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Easel.Checkpoints;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>A checkpoint of Stable Diffusion v1's size with random weights, in halves: for machines that have none.</summary>
internal static class RandomCheckpoint
{
    /// <summary>Writes it.</summary>
    public static void Write(string path)
    {
        List<(string Name, Shape Shape)> tensors = Tensors();
        Dictionary<string, object> header = [];
        long offset = 0;
        foreach ((string name, Shape shape) in tensors)
        {
            long bytes = shape.Count * ElementType.Float16.Size();
            header.Add(name, new { dtype = "F16", shape = shape.ToArray(), data_offsets = new[] { offset, offset + bytes } });
            offset += bytes;
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        string part = $"{path}.part";
        using (FileStream file = File.Create(part))
        {
            file.Write(length);
            file.Write(text);
            RandomModel random = new();
            foreach ((string name, Shape shape) in tensors)
            {
                HostTensor tensor = random.Make(name, shape);
                Half[] halves = [.. tensor.ToArray().Select(value => (Half)value)];
                file.Write(MemoryMarshal.AsBytes<Half>(halves));
            }
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>What the networks take.</summary>
    private static List<(string Name, Shape Shape)> Tensors()
    {
        List<(string, Shape)> tensors = [];
        using NamingDevice device = new();
        Weights weights = new("names", (name, shape) =>
        {
            tensors.Add((name, shape));
            return new HostTensor(name, new ArrayMemory([]), 0, shape.With(0, 0), ElementType.Float16);
        }, device);
        ModelShape shape = ModelCatalog.StableDiffusion1;
        _ = new TextEncoder(weights / ModelNames.TextEncoder, shape.TextEncoder);
        _ = new UNetModel(weights / ModelNames.UNet, shape.UNet);
        _ = new Encoder(weights / ModelNames.Autoencoder, shape.Autoencoder);
        _ = new Decoder(weights / ModelNames.Autoencoder, shape.Autoencoder);
        return tensors;
    }
}
