using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>From a checkpoint's file to a pipeline that is ready for its first step. The file is in the system's cache after the first round.</summary>
internal static class LoadBenchmark
{
    public static void Run(BenchmarkOptions options)
    {
        foreach (Precision precision in options.Precisions)
        {
            PipelineOptions model = options.Model(precision);
            Machine.ResetPeakMemory();
            double first = TimeOf(model);
            long bytes = Directory.Exists(model.Checkpoint)
                ? new DirectoryInfo(model.Checkpoint).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
                : new FileInfo(model.Checkpoint).Length;
            double[] seconds = [.. Enumerable.Range(0, options.Rounds).Select(_ => TimeOf(model)).Order()];

            Report report = new("load", precision, seconds[seconds.Length / 2], null, null, Machine.PeakMemory());
            report.Tell(options, string.Create(
                CultureInfo.InvariantCulture, $"  {bytes / 1e9:F2} GB, {bytes / report.Seconds / 1e9:F2} GB/s; {seconds[0]:F2} to {seconds[^1]:F2} s; the first time, perhaps from the disk, {first:F2} s"));
        }
    }

    private static double TimeOf(PipelineOptions model)
    {
        long start = Stopwatch.GetTimestamp();
        using var pipeline = Pipeline.Open(model);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
