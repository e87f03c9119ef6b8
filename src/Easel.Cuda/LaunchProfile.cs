using Easel.Cuda.Driver;

namespace Easel.Cuda;

/// <summary>What each kernel of some work took on the card, by events around every launch. That slows the work down a little.</summary>
internal sealed class LaunchProfile(ICudaDriver driver, nint stream) : IDisposable
{
    private readonly List<(string Kernel, GridSize Grid, nint Before, nint After)> _launches = [];

    /// <summary>Begins to measure a launch.</summary>
    public void Begin(string kernel, GridSize grid)
    {
        nint before = driver.CreateEvent();
        driver.Record(before, stream);
        _launches.Add((kernel, grid, before, driver.CreateEvent()));
    }

    /// <summary>Ends it.</summary>
    public void End() => driver.Record(_launches[^1].After, stream);

    /// <summary>Waits, and gives what was measured.</summary>
    /// <returns>Kernel, grid, and seconds, in the order of launches.</returns>
    public IReadOnlyList<(string Kernel, GridSize Grid, double Seconds)> Take()
    {
        driver.Synchronize(stream);
        (string, GridSize, double)[] result = [.. _launches.Select(launch => (launch.Kernel, launch.Grid, driver.Elapsed(launch.Before, launch.After) / 1e3))];
        Clear();
        return result;
    }

    /// <summary>Gives its events back.</summary>
    public void Dispose() => Clear();

    private void Clear()
    {
        foreach ((_, _, nint before, nint after) in _launches)
        {
            driver.DestroyEvent(before);
            driver.DestroyEvent(after);
        }

        _launches.Clear();
    }
}
