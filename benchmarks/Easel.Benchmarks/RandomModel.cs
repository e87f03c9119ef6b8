using System.Runtime.InteropServices;
using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>
/// Weights of any name and shape: evenly distributed, so that products keep the size of what goes through them, and norms as they are when training begins.
/// </summary>
internal sealed class RandomModel
{
    private uint _state = 1;

    public Weights Weights(Device device) => new("random", Make, device);

    /// <summary>One such tensor.</summary>
    public static HostTensor Tensor(string name, Shape shape) => new RandomModel().Make(name, shape);

    /// <summary>From -1 to 1.</summary>
    public static float[] Values(long count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, (int)count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    public HostTensor Make(string name, Shape shape)
    {
        float[] values = new float[shape.Count];
        bool isNorm = shape.Rank == 1 && name.EndsWith(".weight", StringComparison.Ordinal);
        float bound = shape.Rank == 1 ? 0.01f : MathF.Sqrt(3f / (shape.Count / shape[0]));
        for (int i = 0; i < values.Length; i++)
        {
            // Marsaglia 2003, "Xorshift RNGs"
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            values[i] = isNorm ? 1 : (int)_state * (bound / int.MaxValue);
        }

        return new HostTensor(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, shape, ElementType.Float32);
    }
}
