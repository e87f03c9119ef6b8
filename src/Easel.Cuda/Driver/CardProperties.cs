namespace Easel.Cuda.Driver;

/// <summary>What a card is.</summary>
public sealed record CardProperties
{
    /// <summary>As NVIDIA calls it, such as <c>NVIDIA GeForce RTX 4090</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Compute capability: 8.9 is (8, 9).</summary>
    public required (int Major, int Minor) Capability { get; init; }

    /// <summary>Streaming multiprocessors.</summary>
    public required int Multiprocessors { get; init; }

    /// <summary>Bytes of memory in all.</summary>
    public required long Memory { get; init; }

    /// <summary>The most bytes of shared memory that a block may ask for.</summary>
    public required int SharedMemoryPerBlock { get; init; }

    /// <summary>Bytes of shared memory of a multiprocessor.</summary>
    public required int SharedMemoryPerMultiprocessor { get; init; }

    /// <summary>Bytes of the second-level cache.</summary>
    public required int CacheBytes { get; init; }
}
