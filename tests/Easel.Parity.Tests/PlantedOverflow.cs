using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Checkpoints;
using Easel.Tensors.Memory;
using Easel.Tensors.Tests;

namespace Easel.Parity.Tests;

/// <summary>
/// Checkpoints in which a layer overflows in less than float32 only: the one before it holds the channels of <see cref="Overflow"/> whatever goes in, and it has the weights
/// whose sum of them is zero.
/// </summary>
internal static class PlantedOverflow
{
    // gelu(16) = 16
    private const float Gate = 16;

    /// <summary>What is done to the values of tensors, by name.</summary>
    /// <param name="before">The layer before, with nothing but an activation or a sum behind it.</param>
    /// <param name="layer">The layer that overflows.</param>
    /// <param name="isGated">Whether the layer before has gates.</param>
    public static Dictionary<string, Action<float[], HostTensor>> Between(string before, string layer, bool isGated = false) => new()
    {
        [$"{before}.weight"] = (values, tensor) =>
        {
            int inputs = values.Length / tensor.Shape[0];
            values.AsSpan(0, Overflow.Channels * inputs).Clear();
            values.AsSpan(isGated ? values.Length / 2 : 0, Overflow.Channels * inputs).Clear();
        },
        [$"{before}.bias"] = (values, _) =>
        {
            for (int i = 0; i < Overflow.Channels; i++)
            {
                values[i] = Overflow.Values[i] / (isGated ? Gate : 1);
                values[i + (isGated ? values.Length / 2 : 0)] = isGated ? Gate : values[i];
            }
        },
        [$"{layer}.weight"] = (values, tensor) =>
        {
            int taps = values.Length / tensor.Shape[0] / tensor.Shape[1];
            for (int output = 0; output < tensor.Shape[0]; output++)
            {
                for (int channel = 0; channel < Overflow.Channels; channel++)
                {
                    Span<float> weights = values.AsSpan(((output * tensor.Shape[1]) + channel) * taps, taps);
                    weights.Clear();
                    weights[0] = Overflow.WeightOf(output, channel);
                }
            }
        },
    };

    /// <summary>Makes a tensor's greatest value this.</summary>
    public static Action<float[], HostTensor> Enlarge(float greatest) => (values, _) =>
    {
        double factor = greatest / (double)values.Max(MathF.Abs);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * factor);
        }
    };

    /// <summary>Writes a checkpoint's tensors anew, with changes.</summary>
    public static void Write(string path, string original, IReadOnlyDictionary<string, Action<float[], HostTensor>> changes)
    {
        using Checkpoint checkpoint = Checkpoint.Open(original);
        Assert.All(changes.Keys, name => Assert.Contains(name, checkpoint.Tensors.Keys));
        using FileStream stream = File.Create(path);
        TorchZipWriter writer = new(stream);
        foreach ((string name, HostTensor tensor) in checkpoint.Tensors.Where(entry => entry.Value.Shape.Count > 0))
        {
            float[] all = Changed(name, tensor, changes);
            writer.Add(name, tensor.Shape, (first, values) => all.AsSpan((int)first, values.Length).CopyTo(values));
        }

        writer.Complete();
    }

    /// <summary>Writes a safetensors file's float tensors anew, in float32, with changes. Names are the file's own.</summary>
    public static void WriteSafetensors(string path, string original, IReadOnlyDictionary<string, Action<float[], HostTensor>> changes)
    {
        using Checkpoint file = Checkpoint.OpenNetwork(Path.GetDirectoryName(original)!, Path.GetFileNameWithoutExtension(original));
        Assert.All(changes.Keys, name => Assert.Contains(name, file.Tensors.Keys));
        JsonObject header = [];
        using MemoryStream data = new();
        foreach ((string name, HostTensor tensor) in file.Tensors.Where(entry => !entry.Key.EndsWith("position_ids", StringComparison.Ordinal)))
        {
            long start = data.Length;
            foreach (float value in Changed(name, tensor, changes))
            {
                data.Write(BitConverter.GetBytes(value));
            }

            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. Enumerable.Range(0, tensor.Shape.Rank).Select(i => (JsonNode)tensor.Shape[i])]),
                ["data_offsets"] = new JsonArray(start, data.Length),
            };
        }

        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. data.ToArray()]);
    }

    private static float[] Changed(string name, HostTensor tensor, IReadOnlyDictionary<string, Action<float[], HostTensor>> changes)
    {
        float[] values = tensor.ToArray();
        changes.GetValueOrDefault(name)?.Invoke(values, tensor);
        return values;
    }
}
