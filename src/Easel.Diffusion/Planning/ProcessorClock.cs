using System.Diagnostics;

namespace Easel.Diffusion.Planning;

/// <summary>
/// Seconds that this process has computed, of all its threads: time in which other programs have the processor is not in it. Where the system counts it too coarsely (Windows:
/// 1/64 s) it is the time of the day.
/// </summary>
internal static class ProcessorClock
{
    /// <summary>Whether waiting is left out.</summary>
    public static bool LeavesOutWaiting => !OperatingSystem.IsWindows();

    /// <summary>Seconds so far.</summary>
    public static double Now => LeavesOutWaiting ? Environment.CpuUsage.TotalTime.TotalSeconds : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>Seconds that something computes.</summary>
    public static double Of(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        double start = Now;
        work();
        return Now - start;
    }
}
