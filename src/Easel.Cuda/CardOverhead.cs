namespace Easel.Cuda;

/// <summary>
/// Card memory that nobody asks for. What <c>gpu image</c> of the benchmarks prints as "beyond what was asked for" is the sum of both, measured: correct them by it.
/// </summary>
public static class CardOverhead
{
    /// <summary>What the driver takes for a context before anything is asked for: 552 MB on an H200 with driver 580; less on smaller cards.</summary>
    public const long Context = 532L << 20;

    /// <summary>What translated kernels take, and what the driver rounds up of each allocation. 6 to 8 MB there, and some to spare.</summary>
    public const long Kernels = 32L << 20;
}
