using Easel.Cuda;
using Easel.Cuda.Products;

namespace Easel.Benchmarks.Gpu;

/// <summary>How a device does what can be done by more than one way.</summary>
/// <param name="Name">For people.</param>
/// <param name="Join">How parts of a split depth are added; none, as a plan thinks best.</param>
/// <param name="NormsInClusters">Whether large group norms are one launch where a card can.</param>
internal sealed record GpuWay(string Name, PartsJoin? Join, bool NormsInClusters)
{
    /// <summary>As a device does by itself.</summary>
    public static GpuWay Usual { get; } = new("", null, true);

    /// <summary>Launches of their own for parts and for moments, then each of both spared, then both.</summary>
    public static IReadOnlyList<GpuWay> All { get; } =
    [
        new("parts added by a launch, norms in two", PartsJoin.Launch, false),
        new("parts added within, norms in two", null, false),
        new("parts added by a launch, norms in one", PartsJoin.Launch, true),
        Usual with { Name = "parts added within, norms in one" },
    ];

    /// <summary>Does some work in each way that is asked for.</summary>
    public static void ForEach(CudaDevice device, GpuOptions options, Action<GpuWay> work)
    {
        foreach (GpuWay way in options.AllWays ? All : [Usual])
        {
            device.Join = way.Join;
            device.NormsInClusters = way.NormsInClusters;
            work(way);
        }

        device.Join = Usual.Join;
        device.NormsInClusters = Usual.NormsInClusters;
    }
}
