using System.Globalization;
using Easel.Cli.Reports;
using Easel.Diffusion.Planning;
using Easel.Painting.Plans;
using Easel.Painting.Texts;

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

    private static IEnumerable<string> Lines(RunBill bill)
    {
        (double likely, double low, double high) = bill.Seconds;
        RunForecast largest = bill.Largest;
        MemoryParts memory = largest.Memory;
        yield return $"Time      {Seconds(likely)} ({Seconds(low)} to {Seconds(high)}): {Parts(bill)}";
        yield return largest.Device.Card is null
            ? $"Memory    {MemoryText.Of(memory.Total)} at most: weights {MemoryText.Of(memory.Weights)}, activations {MemoryText.Of(memory.Activations)}, program {MemoryText.Of(memory.Program)}{(memory.Checker > 0 ? $", safety checker {MemoryText.Of(memory.Checker)}" : "")}"
            : $"Memory    {MemoryText.Of(memory.Total)} of {largest.Device} at most: weights {MemoryText.Of(memory.Weights)}, activations and buffers {MemoryText.Of(memory.Activations)}, driver {MemoryText.Of(memory.Program)}";
        if (bill.MaxMemory is long limit)
        {
            yield return $"          {largest.Economy.Describe() ?? "nothing is given up"}, to stay below {MemoryText.Of(limit)}";
        }

        yield return $"Disk      {MemoryText.Of(bill.FileBytes)}, in {Count(bill.FileCount, "file")}: {bill.Place}; {MemoryText.Of(bill.JournalBytes)} beside it while it runs{(bill.CacheBytes > 0 ? $"; {MemoryText.Of(bill.CacheBytes)} of prepared weights" : "")}";
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
