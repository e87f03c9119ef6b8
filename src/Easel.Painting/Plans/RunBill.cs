using Easel.Diffusion.Planning;

namespace Easel.Painting.Plans;

/// <summary>The bill before the meal: what a command would take.</summary>
/// <param name="Command">Its word.</param>
/// <param name="Place">Where files would go.</param>
/// <param name="Forecasts">Of each model that is opened, one after the other.</param>
internal sealed record RunBill(string Command, string Place, IReadOnlyList<RunForecast> Forecasts)
{
    // Measured of Stable Diffusion's pictures: 1.5 to 1.9 bytes a pixel; noise would take 3.
    private const double BytesPerPixel = 1.8;
    private const double TextBytes = 3000;

    /// <summary>Files, by their pixels.</summary>
    public IReadOnlyList<(long Count, long Pixels)> Files { get; init; } = [];

    /// <summary>Bytes of a journal while it runs.</summary>
    public long JournalBytes { get; init; }

    /// <summary>Bytes that are kept of prepared weights.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Bytes to stay below, if that was asked for.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>What is known of the machine.</summary>
    public MachineSpeed? Speed { get; init; }

    /// <summary>Pixels of all files.</summary>
    public static double PixelsOf(IEnumerable<(long Count, long Pixels)> files) => files.Sum(file => (double)file.Count * file.Pixels);

    public long Pictures => Forecasts.Sum(forecast => forecast.Count.Pictures);

    public long Steps => Forecasts.Sum(forecast => forecast.Count.Steps);

    public long Calls => Forecasts.Sum(forecast => forecast.Count.Calls);

    public long Evaluations => Forecasts.Sum(forecast => forecast.Count.Evaluations);

    /// <summary>Floating-point operations of products.</summary>
    public double Operations => Forecasts.Sum(forecast => forecast.Count.All.Products);

    public long FileCount => Files.Sum(file => file.Count);

    /// <summary>Bytes of all files, about.</summary>
    public double FileBytes => Files.Sum(file => file.Count * ((file.Pixels * BytesPerPixel) + TextBytes));

    /// <summary>Seconds: likely, and at the ends of the interval.</summary>
    public (double Likely, double Low, double High) Seconds
        => (Forecasts.Sum(forecast => forecast.Time?.Total ?? 0), Forecasts.Sum(forecast => forecast.Time?.Low ?? 0), Forecasts.Sum(forecast => forecast.Time?.High ?? 0));

    /// <summary>The forecast that takes most memory.</summary>
    public RunForecast Largest => Forecasts.MaxBy(forecast => forecast.Memory.Total)!;
}
