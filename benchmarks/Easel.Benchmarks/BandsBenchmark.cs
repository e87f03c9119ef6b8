using System.Diagnostics;
using System.Globalization;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Benchmarks;

/// <summary>What bands cost: Stable Diffusion v1's decoder and encoder with less and less memory, interleaved, random weights.</summary>
internal static class BandsBenchmark
{
    private const int Factor = 8;

    // Undivided, by default, and as little as possible.
    private static readonly (string Name, long Memory)[] s_plans = [("undivided", long.MaxValue), ("by default", Device.DefaultBandMemory), ("narrowest", 0)];

    private static readonly (string Name, Func<CpuDevice, int, Action<long>> Open)[] s_networks = [("decoding", OpenDecoder), ("encoding", OpenEncoder)];

    public static void Run(BenchmarkOptions options)
    {
        int side = (options.Side ?? 512) / Factor;
        foreach (Precision precision in options.Precisions)
        {
            foreach ((string name, Func<CpuDevice, int, Action<long>> open) in s_networks)
            {
                List<double>[] seconds = Measure(options, precision, device => open(device, side));
                for (int i = 0; i < s_plans.Length; i++)
                {
                    double[] sorted = [.. seconds[i].Order()];
                    long bytes = PeakOf(options.Threads, precision, device => open(device, side), s_plans[i].Memory);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}, {Factor * side}x{Factor * side} {precision}, {s_plans[i].Name}: {sorted[sorted.Length / 2]:F3} s (median; {sorted[0]:F3} to {sorted[^1]:F3}), activations at most {bytes / 1e9:F3} GB"));
                }
            }
        }
    }

    private static List<double>[] Measure(BenchmarkOptions options, Precision precision, Func<CpuDevice, Action<long>> open)
    {
        using CpuDevice device = new(options.Threads, precision);
        Action<long> run = open(device);
        List<double>[] seconds = [.. s_plans.Select(_ => new List<double>())];
        for (int round = -1; round < options.Rounds; round++)
        {
            for (int i = 0; i < s_plans.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                run(s_plans[i].Memory);
                if (round >= 0)
                {
                    seconds[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        return seconds;
    }

    /// <summary>A device remembers its greatest need, so each memory has a device of its own.</summary>
    private static long PeakOf(int threads, Precision precision, Func<CpuDevice, Action<long>> open, long memory)
    {
        using CpuDevice device = new(threads, precision);
        open(device)(memory);
        return device.Memory.Activations;
    }

    private static Action<long> OpenDecoder(CpuDevice device, int side)
    {
        Decoder decoder = new(new RandomModel().Weights(device) / ModelNames.Autoencoder, ModelCatalog.StableDiffusion1.Autoencoder);
        Tensor z = device.Upload(RandomModel.Values((long)side * side * 4, seed: 1), [1, side, side, 4]);
        return memory => decoder.Forward(z, memory).Dispose();
    }

    private static Action<long> OpenEncoder(CpuDevice device, int side)
    {
        Encoder encoder = new(new RandomModel().Weights(device) / ModelNames.Autoencoder, ModelCatalog.StableDiffusion1.Autoencoder);
        int pixels = Factor * side;
        Tensor picture = device.Upload(RandomModel.Values((long)pixels * pixels * 3, seed: 1), [1, pixels, pixels, 3]);
        return memory => encoder.Forward(picture, memory).Dispose();
    }
}
