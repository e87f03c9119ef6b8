using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Benchmarks;

/// <summary>
/// Holds what <c>easel ... --plan</c> says against what the same command then takes: seconds from a process's start to its end, processor seconds, and its greatest resident size.
/// Each round plans and runs each request once, so that both see the machine in the same minute. Processor seconds compare also where other programs take turns.
/// </summary>
internal static class BillBenchmark
{
    private const int PollMilliseconds = 10;
    private const int MostSide = 512;

    public static void Run(BillOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("easel-bill").FullName;
        try
        {
            string small = Picture(folder, MostSide / 4);
            string large = Picture(folder, MostSide);
            (string Name, string[] Words)[] requests = [.. Pocket(small), .. options.Checkpoint is null ? [] : Full(options, large)];
            requests = [.. requests.Where(request => request.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))];

            Console.WriteLine(Machine.Describe(Environment.ProcessorCount));
            foreach ((_, string[] words) in requests)
            {
                // What was never measured is, once, so that rounds are alike.
                _ = Start(options, [.. words, "--plan", "--quiet"], folder);
            }

            List<Round>[] rounds = [.. requests.Select(_ => new List<Round>())];
            for (int round = 0; round < options.Rounds; round++)
            {
                for (int i = 0; i < requests.Length; i++)
                {
                    rounds[i].Add(Measure(options, requests[i].Words, folder));
                    Tell(options, requests[i].Name, rounds[i][^1]);
                }
            }

            if (!options.Json)
            {
                Console.WriteLine("medians of planned/taken              time  processor   memory   taken: seconds  processor       bytes");
                for (int i = 0; i < requests.Length; i++)
                {
                    List<Round> all = rounds[i];
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{requests[i].Name,-34} {Median(all, r => r.PlannedSeconds / r.Seconds),8:F2}  {Median(all, r => r.PlannedProcessor / r.Processor),9:F2}   {Median(all, r => r.PlannedBytes / r.Bytes),6:F3}   {Median(all, r => r.Seconds),14:F1}  {Median(all, r => r.Processor),9:F1}   {Median(all, r => r.Bytes) / 1e6,7:F0} MB"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string, string[])[] Pocket(string picture) =>
    [
        ("pocket, txt2img", ["txt2img", "--prompt", "a red fox", "--ckpt", "pocket"]),
        ("pocket, 256x256, 3 at once", ["txt2img", "--prompt", "a red fox", "--ckpt", "pocket", "--W", "256", "--H", "256", "--n_samples", "3"]),
        ("pocket, img2img 128x128, 4 pictures", ["img2img", "--prompt", "a red fox", "--ckpt", "pocket", "--init-img", picture, "--n_samples", "1", "--n_iter", "4"]),
    ];

    private static (string, string[])[] Full(BillOptions options, string picture)
    {
        string[] common = ["--prompt", "a lighthouse", "--ckpt", options.Checkpoint!, .. options.Vocabulary is null ? Array.Empty<string>() : ["--vocab", options.Vocabulary], "--n_iter", "1", "--skip_grid"];
        string steps = options.Steps.ToString(CultureInfo.InvariantCulture);
        return
        [
            ("512x512, autocast", ["txt2img", .. common, "--no-safety-checker", "--n_samples", "1", "--ddim_steps", steps]),
            ("512x512, autocast, 2 at once, PLMS", ["txt2img", .. common, "--no-safety-checker", "--n_samples", "2", "--plms", "--ddim_steps", steps]),
            ("img2img 512x512, autocast", ["img2img", .. common, "--init-img", picture, "--n_samples", "1", "--ddim_steps", steps]),
            ("512x512, full", ["txt2img", .. common, "--no-safety-checker", "--n_samples", "1", "--ddim_steps", steps, "--precision", "full"]),
        ];
    }

    private static Round Measure(BillOptions options, string[] words, string folder)
    {
        using var plan = JsonDocument.Parse(Start(options, [.. words, "--plan", "--json"], folder).Output);
        string load = Load();
        (_, double seconds, double processor, double bytes) = Start(options, [.. words, "--quiet"], folder);
        JsonElement root = plan.RootElement;
        JsonElement time = root.GetProperty("seconds");
        return new Round(
            time.GetProperty("likely").GetDouble(), time.GetProperty("low").GetDouble(), time.GetProperty("high").GetDouble(), seconds,
            time.GetProperty("undisturbed").GetDouble(), time.GetProperty("processor").GetDouble(), processor,
            root.GetProperty("memory").GetProperty("peak").GetDouble(), bytes, root.GetProperty("machine").GetProperty("busy").GetDouble(), $"{load}, {Load()}");
    }

    private static (string Output, double Seconds, double Processor, double Bytes) Start(BillOptions options, string[] words, string folder)
    {
        ProcessStartInfo start = new(options.Easel, [.. words, "--outdir", Path.Combine(folder, "pictures")]) { RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        (double most, double processor) = (0, 0);
        while (!process.WaitForExit(PollMilliseconds))
        {
            most = Math.Max(most, PeakOf(process));
            processor = ProcessorOf(process) ?? processor;
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0
            ? (output.Result, seconds, processor, most)
            : throw new IOException($"easel {string.Join(' ', words)} ended with code {process.ExitCode}.");
    }

    /// <summary>The greatest resident size so far: VmHWM, proc(5).</summary>
    private static double PeakOf(Process process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * double.Parse(line.Split(':', 2)[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Processor seconds so far; none if it has ended.</summary>
    private static double? ProcessorOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Programs that compute or wait for a processor, of the last minute: proc_loadavg(5).</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Picture(string folder, int side)
    {
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 3 % side * 255 / side);
        }

        string path = Path.Combine(folder, $"{side}.png");
        File.WriteAllBytes(path, PngFile.Encode(new Image(side, side, pixels)));
        return path;
    }

    private static void Tell(BillOptions options, string name, Round round)
    {
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { bench = "bill", request = name, round }));
        }
        else
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {name,-36} planned {round.PlannedSeconds,6:F1} s ({round.Low:F1} to {round.High:F1}; {round.Busy:F2} times a calm machine's), took {round.Seconds,6:F1} s; processor {round.PlannedProcessor:F1} and {round.Processor:F1} s, undisturbed {round.Undisturbed:F1} s, load {round.Load}; {round.PlannedBytes / 1e6:F0} and {round.Bytes / 1e6:F0} MB"));
        }
    }

    private static double Median(List<Round> rounds, Func<Round, double> of)
    {
        double[] sorted = [.. rounds.Select(of).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Round(double PlannedSeconds, double Low, double High, double Seconds, double Undisturbed, double PlannedProcessor, double Processor, double PlannedBytes, double Bytes, double Busy, string Load);
}
