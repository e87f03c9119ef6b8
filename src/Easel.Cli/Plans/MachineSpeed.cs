using System.Diagnostics;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;

namespace Easel.Cli.Plans;

/// <summary>What is known of a machine's speed, and how busy it is.</summary>
/// <param name="Calibration">What was measured.</param>
/// <param name="Busy">How much slower it is now.</param>
/// <param name="Measured">Operations that were measured just now.</param>
/// <param name="Seconds">How long that took.</param>
internal sealed record MachineSpeed(Calibration Calibration, double Busy, int Measured, double Seconds)
{
    private const double SecondsToMeasure = 10;
    private const int Looks = 8;
    private const int LookBytes = 1 << 20;

    /// <summary>Measures what a run does and is not known yet, and keeps it in the user's cache.</summary>
    /// <param name="options">What the run opens.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="wanted">What it does.</param>
    /// <param name="settings">Whether all is measured anew.</param>
    /// <param name="surroundings">Where the cache is.</param>
    public static MachineSpeed Find(PipelineOptions options, DeviceChoice device, OperationTally wanted, RunSettings settings, Surroundings surroundings)
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

    /// <summary>Seconds that reading a checkpoint's bytes will take: next to none where the system has them in its cache, which a look at some of them tells.</summary>
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
            (long read, long begun) = (0, Stopwatch.GetTimestamp());
            int looks = (int)Math.Min(Looks, (file.Length + LookBytes - 1) / LookBytes);
            for (int i = 0; i < looks; i++)
            {
                read += RandomAccess.Read(handle, buffer, file.Length / looks * i);
            }

            seconds += Stopwatch.GetElapsedTime(begun).TotalSeconds * file.Length / Math.Max(1, read);
        }

        return seconds;
    }
}
