using System.Runtime.InteropServices;
using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>Weights of any name and shape, small random numbers: all are windows of one buffer.</summary>
internal sealed class RandomModel : IDisposable
{
    // The largest tensor of SD v1: the token table, 49408 x 768.
    private const int Count = 40_000_000;

    private readonly ArrayMemory _memory;
    private int _next;

    public RandomModel()
    {
        byte[] bytes = new byte[Count * sizeof(float)];
        Span<float> values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        uint state = 1;
        for (int i = 0; i < values.Length; i++)
        {
            // Marsaglia 2003, "Xorshift RNGs"
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            values[i] = ((int)state) * (0.04f / int.MaxValue);
        }

        _memory = new ArrayMemory(bytes);
    }

    public Weights Weights(Device device) => new("random", Make, device);

    public void Dispose() => _memory.Dispose();

    private HostTensor Make(string name, Shape shape)
    {
        int count = (int)shape.Count;
        if (_next + count > Count)
        {
            _next = 0;
        }

        HostTensor tensor = new(name, _memory, _next * sizeof(float), shape, ElementType.Float32);
        _next += count;
        return tensor;
    }
}
