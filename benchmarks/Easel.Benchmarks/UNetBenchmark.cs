using Easel.Models;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>One guided step of Stable Diffusion v1 at 512x512: the UNet with batch 2, random weights.</summary>
internal static class UNetBenchmark
{
    private const int LatentSide = 64;

    public static void Run(BenchmarkOptions options)
    {
        float[]? full = null;
        foreach ((Precision precision, bool int8) in Variants(options))
        {
            Machine.ResetPeakMemory();
            using ProfilingDevice device = new(options.Threads, precision) { Quantizes = int8 ? QuantizedLayers.Include : null };
            RandomModel random = new();
            UNetModel unet = new(random.Weights(device) / ModelNames.UNet, ModelCatalog.StableDiffusion1.UNet);
            using Tensor x = NetworkBenchmark.Noise(device, [2, LatentSide, LatentSide, unet.Shape.Inputs]);
            using Tensor time = NetworkBenchmark.Noise(device, [2, unet.Shape.Channels]);
            using Tensor context = NetworkBenchmark.Noise(device, [2, 77, unet.Shape.ContextWidth]);
            using PromptContext prompts = unet.Read(context);

            float[] result = NetworkBenchmark.Result(device, () => unet.Forward(x, time, prompts));
            NetworkBenchmark.Measure("unet", options, device, () => unet.Forward(x, time, prompts), NetworkBenchmark.Error(full, result));
            full ??= precision == Precision.Full && !int8 ? result : null;
        }
    }

    private static IEnumerable<(Precision Precision, bool Int8)> Variants(BenchmarkOptions options)
        => options.Precisions.SelectMany(precision => options.Int8 ? [(precision, false), (precision, true)] : new[] { (precision, false) });
}
