using Easel.Cuda;
using Easel.Tensors;

namespace Easel.Benchmarks.Gpu;

/// <summary>The GPU device by itself: single kernels, networks, whole pictures. Random weights; each part in a process of its own.</summary>
internal static class GpuBenchmark
{
    /// <summary>Measures a part.</summary>
    /// <returns>Whether there is such a part.</returns>
    public static bool Run(string part, GpuOptions options)
    {
        if (part == "image")
        {
            GpuPicture.Run(options);
            return true;
        }

        using CudaDevice device = CudaDevice.Open(options.Card, Precision.Autocast);
        GpuReport report = new(options, device.Name);
        switch (part)
        {
            case "kernels":
                GpuKernels.Run(device, report);
                return true;
            case "plans":
                GpuKernels.RunPlans(device, report);
                return true;
            case "unet":
                GpuNetworks.RunUNet(device, options, report);
                return true;
            case "vae":
                GpuNetworks.RunDecoder(device, options, report);
                return true;
            default:
                return false;
        }
    }
}
