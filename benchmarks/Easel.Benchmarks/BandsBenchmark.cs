using System.Diagnostics;
using System.Globalization;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>What bands cost: Stable Diffusion v1's decoder with less and less memory, interleaved, random weights.</summary>
internal static class BandsBenchmark
{
    private const int Factor = 8;

    // Undivided, by default, and as little as possible.
    private static readonly (string Name, long Memory)[] s_plans = [("undivided", long.MaxValue), ("by default", Device.DefaultBandMemory), ("narrowest", 0)];

    public static void Run(BenchmarkOptions options)
    {
        int side = (options.Side ?? 512) / Factor;
        foreach (Precision precision in options.Precisions)
        {
            RandomModel random = new();
            using CpuDevice device = new(options.Threads, precision);
            Decoder decoder = new(random.Weights(device) / ModelNames.Autoencoder, ModelCatalog.StableDiffusion1.Autoencoder);
            List<double>[] seconds = [.. s_plans.Select(_ => new List<double>())];
            for (int round = -1; round < options.Rounds; round++)
            {
                for (int i = 0; i < s_plans.Length; i++)
                {
                    double time = Decode(device, decoder, side, s_plans[i].Memory);
                    if (round >= 0)
                    {
                        seconds[i].Add(time);
                    }
                }
            }

            for (int i = 0; i < s_plans.Length; i++)
            {
                double[] sorted = [.. seconds[i].Order()];
                long bytes = PeakOf(random, options.Threads, precision, side, s_plans[i].Memory);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Factor * side}x{Factor * side} {precision}, {s_plans[i].Name}: {sorted[sorted.Length / 2]:F3} s (median; {sorted[0]:F3} to {sorted[^1]:F3}), activations at most {bytes / 1e9:F3} GB"));
            }
        }
    }

    /// <summary>A device remembers its greatest need, so each memory has a device of its own.</summary>
    private static long PeakOf(RandomModel random, int threads, Precision precision, int side, long memory)
    {
        using CpuDevice device = new(threads, precision);
        Decoder decoder = new(random.Weights(device) / ModelNames.Autoencoder, ModelCatalog.StableDiffusion1.Autoencoder);
        Decode(device, decoder, side, memory);
        return device.Memory.Activations;
    }

    private static double Decode(CpuDevice device, Decoder decoder, int side, long memory)
    {
        using Scope scope = device.BeginScope();
        Random random = new(1);
        Tensor z = device.Upload([.. Enumerable.Range(0, side * side * 4).Select(_ => (random.NextSingle() * 2) - 1)], [1, side, side, 4]);
        long start = Stopwatch.GetTimestamp();
        decoder.Forward(z, memory);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
