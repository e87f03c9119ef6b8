using System.Globalization;
using System.Text.Json;

namespace Easel.Benchmarks.Gpu;

/// <summary>Prints what was measured on a card, as a line for people or one of JSON.</summary>
internal sealed class GpuReport(GpuOptions options, string card)
{
    /// <summary>One measured thing.</summary>
    /// <param name="bench">What.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="flops">Operations of it, as plain products and convolutions have them; 0 if it is not arithmetic.</param>
    /// <param name="bytes">Bytes that it has to move; 0 if that is not its limit.</param>
    /// <param name="note">What else there is to say.</param>
    public void Tell(string bench, double seconds, double flops = 0, double bytes = 0, string note = "")
    {
        double? share = flops > 0 && options.Peak is double peak ? flops / seconds / 1e12 / peak : null;
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench,
                device = card,
                precision = "autocast",
                seconds,
                gflops = flops > 0 ? flops / seconds / 1e9 : (double?)null,
                gigabytesPerSecond = bytes > 0 ? bytes / seconds / 1e9 : (double?)null,
                share,
                note,
            }));
            return;
        }

        string time = seconds < 0.01 ? $"{(seconds * 1e6).ToString("F1", CultureInfo.InvariantCulture)} us" : $"{(seconds * 1e3).ToString("F2", CultureInfo.InvariantCulture)} ms";
        string speed = flops > 0 ? string.Create(CultureInfo.InvariantCulture, $"{flops / seconds / 1e12,7:F0} TFLOP/s") : "";
        speed += bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / seconds / 1e9,7:F0} GB/s") : "";
        speed += share is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{share,5:P0} of the peak");
        Console.WriteLine($"{bench,-44} {time,11} {speed}  {note}");
    }

    /// <summary>Some memory, as a line that is set in below what was timed.</summary>
    /// <param name="bench">What of.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="note">What else there is to say.</param>
    public void TellBytes(string bench, long bytes, string note)
        => Console.WriteLine(options.Json
            ? JsonSerializer.Serialize(new { bench, device = card, precision = "autocast", bytes, note })
            : string.Create(CultureInfo.InvariantCulture, $"  {bench,-42} {bytes / 1e6,8:F0} MB   {note}"));
}
