using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>
/// From the start of a process to its first step: the checkpoint open, its weights prepared, the prompt read. Each round is a process of its own, as a
/// user's command is. The file is in the system's cache after the first round.
/// </summary>
internal static class LoadBenchmark
{
    // The first step is not measured, so it may be small.
    private const int Side = 64;

    public static void Run(BenchmarkOptions options)
    {
        foreach (Precision precision in options.Precisions)
        {
            string checkpoint = options.Model(precision).Checkpoint;
            long bytes = Directory.Exists(checkpoint)
                ? new DirectoryInfo(checkpoint).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
                : new FileInfo(checkpoint).Length;
            Readiness first = Measure(options, precision);
            Readiness[] rounds = [.. Enumerable.Range(0, options.Rounds).Select(_ => Measure(options, precision)).OrderBy(round => round.Seconds)];
            Readiness median = rounds[rounds.Length / 2];

            Report report = new("load", precision, median.Seconds, null, null, median.PeakMemoryBytes);
            report.Tell(options, string.Create(
                CultureInfo.InvariantCulture,
                $"  {bytes / 1e9:F2} GB; open after {median.OpenSeconds:F2} s; {rounds[0].Seconds:F2} to {rounds[^1].Seconds:F2} s; the first time, perhaps from the disk, {first.Seconds:F2} s"));
        }
    }

    /// <summary>What a round's process does.</summary>
    public static void RunOnce(BenchmarkOptions options)
    {
        DateTime start = Process.GetCurrentProcess().StartTime;
        using var pipeline = Pipeline.Open(options.Model(options.Precisions[0]), Console.Error.WriteLine);
        double open = (DateTime.Now - start).TotalSeconds;
        ImageRequest request = new() { Batches = [["a lighthouse in fog"]], Steps = 1, Width = Side, Height = Side };
        foreach (RunUpdate update in pipeline.Run(request))
        {
            if (update is StepUpdate step)
            {
                Console.WriteLine(JsonSerializer.Serialize(new Readiness((DateTime.Now - start - step.Elapsed).TotalSeconds, open, Machine.PeakMemory())));
            }
        }
    }

    private static Readiness Measure(BenchmarkOptions options, Precision precision)
    {
        string self = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(self) == "dotnet";
        ProcessStartInfo start = new(self, [.. isHost ? [Environment.GetCommandLineArgs()[0]] : Array.Empty<string>(), "load-once", .. options.Words(precision)])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Readiness>(output)!
            : throw new IOException($"A round's process ended with code {process.ExitCode}.");
    }

    /// <param name="Seconds">From the process's start to its first step.</param>
    /// <param name="OpenSeconds">From the process's start to the open pipeline.</param>
    /// <param name="PeakMemoryBytes">Until the first step's end.</param>
    private sealed record Readiness(double Seconds, double OpenSeconds, long PeakMemoryBytes);
}
