using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Together;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>
/// What runs side by side gain: so many pictures, each a request of its own, by 1, 2, 4 and 8 at once, in turn in every round; with a comparison of their bytes with those of
/// the pictures painted alone.
/// </summary>
internal static class TogetherBenchmark
{
    private const int Pictures = 8;
    private const string Prompt = "a red circle on a blue background";

    private static readonly int[] s_most = [1, 2, 4, 8];

    /// <returns>1 if a picture has other bytes than alone where it must not.</returns>
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        bool isSame = true;
        foreach (Precision precision in options.Precisions)
        {
            using var pipeline = Pipeline.Open(options.Model(precision));
            isSame &= await MeasureAsync(options, precision, pipeline) || options.Device != DeviceChoice.Cpu;
        }

        return isSame ? 0 : 1;
    }

    /// <summary>Of all threads: what others take from the machine meanwhile does not count.</summary>
    private static double ProcessorSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static async Task<bool> MeasureAsync(BenchmarkOptions options, Precision precision, Pipeline pipeline)
    {
        ImageRequest[] requests = [.. Enumerable.Range(0, Pictures).Select(seed => options.Request(Prompt) with { Seed = (ulong)seed })];
        string[] alone = [.. requests.Select(request => DigestOf(pipeline.Run(request)))];
        bool isSame = true;
        Dictionary<int, List<double>> seconds = s_most.ToDictionary(most => most, _ => new List<double>());
        Dictionary<int, List<double>> busy = s_most.ToDictionary(most => most, _ => new List<double>());
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (int most in s_most)
            {
                await using RunGroup group = pipeline.BeginGroup(most, mayDiffer: true);
                double before = ProcessorSeconds();
                long begun = Stopwatch.GetTimestamp();
                string[] together = await Task.WhenAll(requests.Select(request => DigestAsync(group, request)));
                seconds[most].Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                busy[most].Add(ProcessorSeconds() - before);
                isSame &= together.SequenceEqual(alone);
            }
        }

        double single = Median(seconds[1]) / Pictures;
        Report report = new("together", precision, single, null, null, Machine.PeakMemory());
        IEnumerable<string> lines = s_most.Select(most => string.Create(
            CultureInfo.InvariantCulture,
            $"  {most} at once: {Pictures / Median(seconds[most]):F3} pictures/s (median; {Pictures / seconds[most].Max():F3} to {Pictures / seconds[most].Min():F3}), {single * Pictures / Median(seconds[most]):F2} times as many; {Median(busy[most]) / Pictures:F3} processor seconds each, {Median(busy[1]) / Median(busy[most]):F2} times less"));
        report.Tell(options, string.Join('\n', lines.Append($"  {pipeline.Model.Device}; bytes {(isSame ? "as alone" : "differ from those of pictures painted alone, as they may on a card only")}")));
        return isSame;
    }

    private static async Task<string> DigestAsync(RunGroup group, ImageRequest request)
    {
        List<RunUpdate> updates = [];
        await foreach (RunUpdate update in group.RunAsync(request))
        {
            updates.Add(update);
        }

        return DigestOf(updates);
    }

    private static string DigestOf(IEnumerable<RunUpdate> updates) => updates.OfType<ImageUpdate>().Single().Digests!.Decoded;

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);
}
