using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>Stable Diffusion v1's autoencoder from a 64x64 latent to a picture of 512x512, random weights.</summary>
internal static class DecoderBenchmark
{
    private const int LatentSide = 64;

    public static void Run(BenchmarkOptions options)
    {
        float[]? full = null;
        foreach (Precision precision in options.Precisions)
        {
            Machine.ResetPeakMemory();
            using ProfilingDevice device = new(options.Threads, precision);
            RandomModel random = new();
            AutoencoderShape shape = ModelCatalog.StableDiffusion1.Autoencoder;
            Decoder decoder = new(random.Weights(device) / ModelNames.Autoencoder, shape);
            using Tensor z = NetworkBenchmark.Noise(device, [1, LatentSide, LatentSide, shape.LatentChannels]);

            float[] result = NetworkBenchmark.Result(device, () => decoder.Forward(z));
            NetworkBenchmark.Measure("vae", options, device, () => decoder.Forward(z), NetworkBenchmark.Error(full, result));
            full ??= result;
        }
    }
}
