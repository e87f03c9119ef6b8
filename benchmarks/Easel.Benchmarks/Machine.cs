using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Easel.Benchmarks;

/// <summary>What a benchmark runs on.</summary>
internal static class Machine
{
    /// <summary>One line: processor, threads, memory, runtime.</summary>
    public static string Describe(int threads) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ProcessorName()}, {threads} of {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>The most bytes of memory that this process had resident at once.</summary>
    public static long PeakMemory()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    /// <summary>Begins anew with <see cref="PeakMemory"/>, where the system can.</summary>
    public static void ResetPeakMemory()
    {
        const string References = "/proc/self/clear_refs";
        GC.Collect();
        if (File.Exists(References))
        {
            // "5" sets the greatest resident size to the present one: proc(5).
            File.WriteAllText(References, "5");
        }
    }

    private static string ProcessorName()
    {
        const string Table = "/proc/cpuinfo";
        string? line = File.Exists(Table) ? File.ReadLines(Table).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
