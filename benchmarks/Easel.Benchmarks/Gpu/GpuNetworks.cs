using System.Globalization;
using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Benchmarks.Gpu;

/// <summary>Whole networks of Stable Diffusion v1 on a card.</summary>
internal static class GpuNetworks
{
    // At 512x512 and batch 2, counted as direct convolutions; and of decoding one latent.
    private const double StepFlops = 1606e9;
    private const double DecodingFlops = 2514e9;
    private const int Side = 512;
    private const int PixelsPerLatent = 8;

    public static void RunUNet(CudaDevice device, GpuOptions options, GpuReport report)
    {
        int side = options.Side / PixelsPerLatent;
        int batch = 2 * options.Batch;
        UNetModel unet = new(new RandomModel().Weights(device) / ModelNames.UNet, ModelCatalog.StableDiffusion1.UNet);
        using Tensor x = Noise(device, [batch, side, side, unet.Shape.Inputs]);
        using Tensor time = Noise(device, [batch, unet.Shape.Channels]);
        using Tensor context = Noise(device, [batch, 77, unet.Shape.ContextWidth]);
        using PromptContext prompts = unet.Read(context);

        GpuWay.ForEach(device, options, way =>
        {
            double seconds = device.SecondsOf(_ => unet.Forward(x, time, prompts), 4, options.Rounds);
            bool isUsual = options is { Side: Side };
            report.Tell($"unet {options.Side}x{options.Side}, batch {batch}", seconds, isUsual ? StepFlops * options.Batch : 0, note: $"{Memory(device)}  {way.Name}");
            if (options.Profiles)
            {
                Print(device, () => unet.Forward(x, time, prompts));
            }
        });
    }

    public static void RunDecoder(CudaDevice device, GpuOptions options, GpuReport report)
    {
        int side = options.Side / PixelsPerLatent;
        AutoencoderShape shape = ModelCatalog.StableDiffusion1.Autoencoder;
        Decoder decoder = new(new RandomModel().Weights(device) / ModelNames.Autoencoder, shape);
        using Tensor z = Noise(device, [options.Batch, side, side, shape.LatentChannels]);

        GpuWay.ForEach(device, options, way =>
        {
            double seconds = device.SecondsOf(_ => decoder.Forward(z), 2, options.Rounds);
            report.Tell($"vae {options.Side}x{options.Side}, batch {options.Batch}", seconds, options.Side == Side ? DecodingFlops * options.Batch : 0, note: $"{Memory(device)}  {way.Name}");
            if (options.Profiles)
            {
                Print(device, () => decoder.Forward(z));
            }
        });
    }

    private static string Memory(CudaDevice device)
        => string.Create(CultureInfo.InvariantCulture, $"weights {device.Memory.Weights / 1e9:F2} GB, activations {device.Memory.Activations / 1e9:F2} GB");

    private static void Print(CudaDevice device, Action work)
    {
        IReadOnlyList<(string Kernel, GridSize Grid, double Seconds)> launches = device.Profile(work);
        double all = launches.Sum(launch => launch.Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {launches.Count} launches, {all * 1e3:F2} ms with events around each"));
        foreach (IGrouping<(string Kernel, GridSize Grid), (string Kernel, GridSize Grid, double Seconds)> group in launches.GroupBy(launch => (launch.Kernel, launch.Grid)).OrderByDescending(group => group.Sum(launch => launch.Seconds)).Take(60))
        {
            double sum = group.Sum(launch => launch.Seconds);
            string name = $"{group.Key.Kernel} {group.Key.Grid.X}x{group.Key.Grid.Y}x{group.Key.Grid.Z}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-50} {group.Count(),4} x {sum / group.Count() * 1e6,8:F1} us = {sum * 1e3,7:F3} ms {sum / all,6:P1}"));
        }
    }

    private static Tensor Noise(Device device, Shape shape) => device.Upload(RandomModel.Values(shape.Count, 1), shape);
}
