using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Models;
using Easel.Tensors;

namespace Easel.Tests.Planning;

/// <summary>A checkpoint of Stable Diffusion v1's size, all zeros that take no space on the disk: for plans, which read no weight.</summary>
internal static class SparseCheckpoint
{
    /// <summary>Writes it.</summary>
    public static string Write(string path)
    {
        JsonObject header = [];
        long end = 0;
        foreach ((string name, Shape shape) in ModelTensors.Of(ModelCatalog.StableDiffusion1))
        {
            long bytes = shape.Count * sizeof(float);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. Enumerable.Range(0, shape.Rank).Select(i => (JsonNode)shape[i])]),
                ["data_offsets"] = new JsonArray(end, end + bytes),
            };
            end += bytes;
        }

        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        using FileStream file = File.Create(path);
        file.Write(length);
        file.Write(text);
        file.SetLength(length.Length + text.Length + end);
        return path;
    }
}
