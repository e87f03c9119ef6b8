using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Easel.Tests;

/// <summary>A recording: named arrays, read whole. For trusted files of little-endian numbers.</summary>
internal sealed class SafeTensors
{
    private readonly byte[] _file;
    private readonly int _data;
    private readonly Dictionary<string, (string Type, int[] Shape, int Begin, int End)> _tensors = [];

    public SafeTensors(string path)
    {
        _file = File.ReadAllBytes(path);
        _data = 8 + checked((int)BinaryPrimitives.ReadUInt64LittleEndian(_file));

        using var header = JsonDocument.Parse(_file.AsMemory(8, _data - 8));
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name != "__metadata__")
            {
                JsonElement offsets = entry.Value.GetProperty("data_offsets");
                int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];
                _tensors.Add(entry.Name, (entry.Value.GetProperty("dtype").GetString()!, shape, offsets[0].GetInt32(), offsets[1].GetInt32()));
            }
        }
    }

    /// <summary>All names.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>The extents of an array, outermost first.</summary>
    public int[] Shape(string name) => Find(name).Shape;

    /// <summary>What an array's elements are: F32, I64 …</summary>
    public string TypeOf(string name) => Find(name).Type;

    /// <summary>An array of float32.</summary>
    public float[] Floats(string name) => Read<float>(name, "F32");

    /// <summary>An array of float64.</summary>
    public double[] Doubles(string name) => Read<double>(name, "F64");

    /// <summary>An array of int64.</summary>
    public long[] Longs(string name) => Read<long>(name, "I64");

    /// <summary>An array of single bytes: U8, or BOOL as 0 and 1.</summary>
    public byte[] Bytes(string name) => Read<byte>(name, TypeOf(name) is "U8" or "BOOL" ? TypeOf(name) : "U8");

    private T[] Read<T>(string name, string type) where T : unmanaged
    {
        (string found, _, int begin, int end) = Find(name);
        Assert.Equal(type, found);
        return MemoryMarshal.Cast<byte, T>(_file.AsSpan((_data + begin)..(_data + end))).ToArray();
    }

    private (string Type, int[] Shape, int Begin, int End) Find(string name) =>
        _tensors.TryGetValue(name, out (string, int[], int, int) tensor) ? tensor : throw new KeyNotFoundException($"No tensor '{name}' in the recording.");
}
