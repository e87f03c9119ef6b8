using System.Globalization;
using System.Text.Json;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>One measured thing beside the limits of the machine, measured in the same run; what is not arithmetic has no operations.</summary>
internal sealed record Report(string Bench, Precision Precision, double Seconds, double? Gflop, double? PeakGflops, long PeakMemoryBytes)
{
    /// <summary>The peak of half precision, where products are computed in it.</summary>
    public double? HalfPeakGflops { get; init; }

    /// <summary>How far the result is from that of <c>full</c>, relative, where both were computed.</summary>
    public double? Error { get; init; }

    /// <summary>Whether some layers were multiplied in int8.</summary>
    public bool Int8 { get; init; }

    public double? Gflops => Gflop / Seconds;

    public double? Share => Gflops / PeakGflops;

    public string ToJson() => JsonSerializer.Serialize(new
    {
        bench = Bench,
        precision = PrecisionName,
        int8 = Int8,
        seconds = Seconds,
        gflops = Gflops,
        peakGflops = PeakGflops,
        share = Share,
        halfPeakGflops = HalfPeakGflops,
        error = Error,
        peakMemoryBytes = PeakMemoryBytes,
    });

    /// <summary>A line of JSON where that was asked for; else the machine, the measurement and more about it.</summary>
    public void Tell(BenchmarkOptions options, string more)
    {
        if (options.Json)
        {
            Console.WriteLine(ToJson());
            return;
        }

        Console.WriteLine(Machine.Describe(options.Threads));
        Print();
        Console.WriteLine(more);
    }

    public void Print()
    {
        string speed = Gflop is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Gflop:F0} GFLOP, {Gflops:F1} GFLOP/s, {Share:P1} of the FMA peak {PeakGflops:F1} GFLOP/s");
        speed += HalfPeakGflops is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Gflops / HalfPeakGflops:P1} of half precision's {HalfPeakGflops:F1}");
        speed += Error is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Error:E2} from full");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Bench} ({PrecisionName}{(Int8 ? ", int8" : "")}): {Seconds:F3} s (median){speed}, peak memory {PeakMemoryBytes / 1e9:F2} GB"));
    }

    private string PrecisionName => Precision == Precision.Full ? "full" : "autocast";
}
