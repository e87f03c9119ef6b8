using System.Globalization;
using Easel.Cli.Reports;
using Easel.Diffusion.Planning;

namespace Easel.Cli.Plans;

/// <summary>A bill as people read it.</summary>
internal static class BillText
{
    /// <summary>Writes it.</summary>
    public static void Write(RunBill bill, TextWriter output)
    {
        if (bill.Forecasts.Count == 0)
        {
            output.WriteLine("Nothing is left to paint.");
            return;
        }

        foreach (string line in Lines(bill))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Bytes in decimal units, such as <c>2.69 GB</c>.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    private static IEnumerable<string> Lines(RunBill bill)
    {
        (double likely, double low, double high) = bill.Seconds;
        RunForecast largest = bill.Largest;
        MemoryParts memory = largest.Memory;
        yield return $"Time      {Seconds(likely)} ({Seconds(low)} to {Seconds(high)}): {Parts(bill)}";
        yield return largest.Device.Card is null
            ? $"Memory    {Bytes(memory.Total)} at most: weights {Bytes(memory.Weights)}, activations {Bytes(memory.Activations)}, program {Bytes(memory.Program)}{(memory.Checker > 0 ? $", safety checker {Bytes(memory.Checker)}" : "")}"
            : $"Memory    {Bytes(memory.Total)} of {largest.Device} at most: weights {Bytes(memory.Weights)}, activations and buffers {Bytes(memory.Activations)}, driver {Bytes(memory.Program)}";
        if (bill.MaxMemory is long limit)
        {
            yield return $"          {largest.Economy.Describe() ?? "nothing is given up"}, to stay below {Bytes(limit)}";
        }

        yield return $"Disk      {Bytes(bill.FileBytes)}, in {Count(bill.FileCount, "file")}: {bill.Place}; {Bytes(bill.JournalBytes)} beside it while it runs{(bill.CacheBytes > 0 ? $"; {Bytes(bill.CacheBytes)} of prepared weights" : "")}";
        yield return $"Work      {Count(bill.Pictures, "picture")}, {Count(bill.Steps, "step")}, {Count(bill.Evaluations, "evaluation")} of the network in {Count(bill.Calls, "call")}, "
            + string.Create(CultureInfo.InvariantCulture, $"{bill.Operations / 1e12:0.##} TFLOP");
        if (bill.Speed is { } speed)
        {
            yield return speed.Measured > 0
                ? string.Create(CultureInfo.InvariantCulture, $"Measured  {speed.Measured} operations in {speed.Seconds:0.0} s, and noted; --calibrate measures anew")
                : string.Create(CultureInfo.InvariantCulture, $"Machine   {speed.Pace.Busy:0.00} times as slow now as where nothing else is done; --calibrate measures anew");
        }
    }

    private static string Parts(RunBill bill)
    {
        TimeParts[] times = [.. bill.Forecasts.Select(forecast => forecast.Time!)];
        (string Name, double Seconds)[] parts =
        [
            ("start", times.Sum(time => time.Start)),
            ("loading", times.Sum(time => time.Loading)),
            ("steps", times.Sum(time => time.Painting)),
            ("decoding", times.Sum(time => time.Decoding)),
            ("checking", times.Sum(time => time.Checking)),
            ("files", times.Sum(time => time.Files)),
        ];
        return string.Join(", ", parts.Where(part => part.Seconds > 0).Select(part => $"{part.Name} {Seconds(part.Seconds)}"));
    }

    private static string Seconds(double seconds) => seconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        _ => Duration.Clock(TimeSpan.FromSeconds(seconds)),
    };

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {what}{(count == 1 ? "" : "s")}");
}
