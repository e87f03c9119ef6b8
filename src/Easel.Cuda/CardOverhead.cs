namespace Easel.Cuda;

/// <summary>
/// Card memory that nobody asks for. What <c>gpu image</c> of the benchmarks prints as "beyond what was asked for" is the sum of both, measured: correct them by it.
/// </summary>
public static class CardOverhead
{
    /// <summary>What the driver takes for a context before anything is asked for: estimated, from 0.25 GB on a GeForce to 0.5 GB on an H100.</summary>
    public const long Context = 512L << 20;

    /// <summary>What translated kernels take, and what the driver rounds up of each allocation. Estimated: some fifty kernels of tens of kilobytes, in pages of 2 MiB.</summary>
    public const long Kernels = 64L << 20;
}
