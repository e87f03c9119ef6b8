using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Benchmarks.Gpu;

/// <summary>The GPU device by itself: single kernels, networks, whole pictures. Random weights; each part in a process of its own.</summary>
internal static class GpuBenchmark
{
    /// <summary>Measures one of the parts that <see cref="GpuOptions.Parse"/> knows.</summary>
    public static void Run(string part, GpuOptions options)
    {
        if (part == "image")
        {
            GpuPicture.Run(options);
            return;
        }

        using CudaDevice device = CudaDevice.Open(options.Card, Precision.Autocast, UserCache.Kernels);
        GpuReport report = new(options, device.Name);
        switch (part)
        {
            case "kernels":
                GpuKernels.Run(device, options, report);
                return;
            case "plans":
                GpuKernels.RunPlans(device, report);
                return;
            case "unet":
                GpuNetworks.RunUNet(device, options, report);
                return;
            case "vae":
                GpuNetworks.RunDecoder(device, options, report);
                return;
            default:
                throw new ArgumentException($"There is no part '{part}'.", nameof(part));
        }
    }
}
