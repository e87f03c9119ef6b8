using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Painting.Jobs;

namespace Easel.Painting.Plans;

/// <summary>What is known of a machine's speed, and how busy it is.</summary>
/// <param name="Calibration">What was measured.</param>
/// <param name="Pace">How it is doing now.</param>
/// <param name="Measured">Operations that were measured just now.</param>
/// <param name="Seconds">How long that took.</param>
internal sealed record MachineSpeed(Calibration Calibration, MachinePace Pace, int Measured, double Seconds)
{
    private const double SecondsToMeasure = 8;
    private const int Looks = 8;
    private const int LookBytes = 1 << 20;

    /// <summary>Measures what a run does and is not known yet, and keeps it in the user's cache.</summary>
    /// <param name="options">What the run opens.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="wanted">What it does.</param>
    /// <param name="settings">Whether all is measured anew.</param>
    /// <param name="surroundings">Where the cache is.</param>
    public static MachineSpeed Find(PipelineOptions options, DeviceChoice device, OperationTally wanted, RunSettings settings, PaintingSurroundings surroundings)
    {
        long start = Stopwatch.GetTimestamp();
        CalibrationFile? file = surroundings.CacheFolder("calibration") is string folder
            ? new CalibrationFile(folder, device, options.Precision, options.Threads, EaselVersion.Text)
            : null;
        Calibration calibration = (settings.Calibrates ? null : file?.Read()) ?? new Calibration();
        int known = calibration.Measured.Count;
        using Calibrator calibrator = new(device, options.Precision, options.Threads);
        calibrator.Measure(calibration, wanted, SecondsToMeasure);
        int measured = calibration.Measured.Count - known;
        if (measured > 0)
        {
            file?.Write(calibration);
        }

        return new MachineSpeed(calibration, calibrator.Glance(calibration), measured, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>
    /// Seconds that reading a checkpoint's bytes will take: none where the system has them in its memory, which a look at some of them tells. Where the system counts what comes
    /// from a disk (proc_pid_io(5): read_bytes), only that counts: a look may take long since other programs have the processor.
    /// </summary>
    public static double SecondsToRead(string checkpoint)
    {
        FileInfo[] files = Directory.Exists(checkpoint)
            ? [.. new DirectoryInfo(checkpoint).EnumerateFiles("*", SearchOption.AllDirectories)]
            : [new FileInfo(checkpoint)];
        byte[] buffer = new byte[LookBytes];
        double seconds = 0;
        foreach (FileInfo file in files.Where(file => file.Length > 0))
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(file.FullName);
            (double waited, long read) = (0, 0);
            int looks = (int)Math.Min(Looks, (file.Length + LookBytes - 1) / LookBytes);
            for (int i = 0; i < looks; i++)
            {
                (long? before, long begun) = (BytesFromDisks(), Stopwatch.GetTimestamp());
                read += RandomAccess.Read(handle, buffer, file.Length / looks * i);
                waited += before is long known && BytesFromDisks() == known ? 0 : Stopwatch.GetElapsedTime(begun).TotalSeconds;
            }

            seconds += waited * file.Length / Math.Max(1, read);
        }

        return seconds;
    }

    /// <summary>Bytes that this process had fetched from disks so far; none where the system does not say.</summary>
    private static long? BytesFromDisks()
    {
        const string Counts = "/proc/self/io";
        const string Counter = "read_bytes: ";
        try
        {
            string? line = File.Exists(Counts) ? File.ReadLines(Counts).FirstOrDefault(text => text.StartsWith(Counter, StringComparison.Ordinal)) : null;
            return line is null ? null : long.Parse(line.AsSpan(Counter.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
