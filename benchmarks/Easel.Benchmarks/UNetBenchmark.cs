using System.Diagnostics;
using System.Globalization;
using Easel.Models;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>One guided step of Stable Diffusion v1 at 512x512: the UNet with batch 2, random weights.</summary>
internal static class UNetBenchmark
{
    private const int LatentSide = 64;

    public static void Run(BenchmarkOptions options)
    {
        foreach (Precision precision in options.Precisions)
        {
            using ProfilingDevice device = new(options.Threads, precision);
            using RandomModel random = new();
            UNetModel unet = new(random.Weights(device) / ModelNames.UNet, ModelCatalog.StableDiffusion1.UNet);
            Measure(options, device, unet);
        }
    }

    private static void Measure(BenchmarkOptions options, ProfilingDevice device, UNetModel unet)
    {
        UNetShape shape = unet.Shape;
        using Tensor x = Noise(device, [2, LatentSide, LatentSide, shape.Inputs]);
        using Tensor time = Noise(device, [2, shape.Channels]);
        using Tensor context = Noise(device, [2, 77, shape.ContextWidth]);
        Step(device, unet, x, time, context);

        List<double> seconds = [];
        List<double> peaks = [];
        device.Reset();
        for (int i = 0; i < options.Repeats; i++)
        {
            peaks.Add(FmaPeak.Measure(options.Threads));
            seconds.Add(Step(device, unet, x, time, context));
        }

        peaks.Add(FmaPeak.Measure(options.Threads));
        Report report = new("unet", device.Precision, Median(seconds), device.TotalFlops / options.Repeats / 1e9, Median(peaks) / 1e9, Machine.PeakMemory());
        if (options.Json)
        {
            Console.WriteLine(report.ToJson());
            return;
        }

        report.Print();
        PrintProfile(device, options.Repeats, report);
    }

    private static double Step(ProfilingDevice device, UNetModel unet, Tensor x, Tensor time, Tensor context)
    {
        long start = Stopwatch.GetTimestamp();
        using (Scope scope = device.BeginScope())
        {
            _ = unet.Forward(x, time, context);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void PrintProfile(ProfilingDevice device, int repeats, Report report)
    {
        Console.WriteLine("  kind          seconds   of step    GFLOP   GFLOP/s  of peak");
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            double seconds = device.Seconds(kind) / repeats;
            double gflop = device.Flops(kind) / repeats / 1e9;
            string speed = gflop > 0 ? string.Create(CultureInfo.InvariantCulture, $"{gflop,8:F0}  {gflop / seconds,8:F1}  {gflop / seconds / report.PeakGflops,6:P0}") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-12} {seconds,8:F3}  {seconds / report.Seconds,7:P1} {speed}"));
        }
    }

    private static Tensor Noise(ProfilingDevice device, Shape shape)
    {
        Random random = new(1);
        return device.Upload([.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)((random.NextDouble() * 2) - 1))], shape);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
