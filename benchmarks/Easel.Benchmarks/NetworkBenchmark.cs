using System.Diagnostics;
using System.Globalization;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>Runs a network a few times and holds it against the machine's peak, measured between the runs.</summary>
internal static class NetworkBenchmark
{
    public static void Measure(string name, BenchmarkOptions options, ProfilingDevice device, Action run, double? error = null)
    {
        if (!options.Json)
        {
            (double read, double copy) = Bandwidth.Measure(device.Team);
            Console.WriteLine(Machine.Describe(options.Threads));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{device.Target.Name}: reads {read:F1} GB/s, copies {copy:F1} GB/s"));
        }

        TimeOf(device, run);
        List<double> seconds = [];
        HalfPeak? half = device.Precision == Precision.Autocast ? HalfPeak.Of(device.Target) : null;
        List<double> peaks = [PeakOf(device)];
        List<double> halfPeaks = [];
        device.Reset();
        for (int round = 0; round < options.Rounds; round++)
        {
            seconds.Add(TimeOf(device, run));
            peaks.Add(PeakOf(device));
            if (half is not null)
            {
                halfPeaks.Add(Rate(HalfPeak.Flops(device.Team), () => half.Run(device.Team)));
            }
        }

        Report report = new(name, device.Precision, Median(seconds), device.TotalFlops / options.Rounds / 1e9, Median(peaks) / 1e9, Machine.PeakMemory())
        {
            HalfPeakGflops = half is null ? null : Median(halfPeaks) / 1e9,
            Error = error,
            Int8 = device.Quantizes is not null,
        };
        if (options.Json)
        {
            Console.WriteLine(report.ToJson());
            return;
        }

        report.Print();
        PrintProfile(device, options.Rounds, seconds.Average(), Median(peaks) / 1e9);
    }

    public static Tensor Noise(ProfilingDevice device, Shape shape)
        => device.Upload(RandomModel.Values(shape.Count, 1), shape);

    /// <summary>Runs a network once and takes what comes out.</summary>
    public static float[] Result(ProfilingDevice device, Func<Tensor> run)
    {
        using Scope scope = device.BeginScope();
        Tensor y = run();
        float[] values = new float[y.Shape.Count];
        device.Download(y, values);
        return values;
    }

    /// <summary>The root of the mean square of differences, of that of what is expected; null without that.</summary>
    public static double? Error(float[]? expected, float[] actual)
    {
        if (expected is null)
        {
            return null;
        }

        double difference = expected.Zip(actual, static (e, a) => ((double)e - a) * ((double)e - a)).Sum();
        return Math.Sqrt(difference / expected.Sum(static e => (double)e * e));
    }

    private static double TimeOf(ProfilingDevice device, Action run)
    {
        long start = Stopwatch.GetTimestamp();
        using (Scope scope = device.BeginScope())
        {
            run();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>FLOP/s of registers alone, over about half a second.</summary>
    private static double PeakOf(ProfilingDevice device) => Rate(FmaPeak.Flops(device.Team), () => FmaPeak.Run(device.Team));

    private static double Rate(double flops, Action run)
    {
        List<double> rates = [];
        for (int i = 0; i < 100; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            rates.Add(flops / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Median(rates);
    }

    private static void PrintProfile(ProfilingDevice device, int rounds, double seconds, double peak)
    {
        Console.WriteLine("  kind          seconds   of step    GFLOP   GFLOP/s  of peak");
        double known = 0;
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            double here = device.Seconds(kind) / rounds;
            double gflop = device.Flops(kind) / rounds / 1e9;
            known += here;

            // What no operation accounts for is time between them.
            here = kind == OperationKind.Rest ? here + Math.Max(0, seconds - known) : here;
            string speed = gflop > 0 ? string.Create(CultureInfo.InvariantCulture, $"{gflop,8:F0}  {gflop / here,8:F1}  {gflop / here / peak,7:P0}") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-12} {here,8:F3}  {here / seconds,8:P1} {speed}"));
        }
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
