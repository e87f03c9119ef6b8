using Easel.Checkpoints;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Translation;

/// <summary>What Stable Diffusion v1 does for a picture of 512x512 with guidance, on a card that does nothing.</summary>
internal static class UsualRun
{
    private const int Latent = 64;
    private const int Batch = 2;
    private const int Positions = 77;

    // Every weight is these zeros.
    private static readonly Lazy<ArrayMemory> s_zeros = new(() => new ArrayMemory(new byte[49408 * 768 * sizeof(float)]));

    /// <summary>The kernels that it uses.</summary>
    public static KernelName[] Kernels(Precision precision, CardProperties card)
    {
        using CudaDevice device = new(new IdleDriver { Properties = card }, 0, precision);
        ModelShape model = ModelCatalog.StableDiffusion1;
        Weights weights = new("zeros", (name, shape) => new HostTensor(name, s_zeros.Value, 0, shape, ElementType.Float32), device);
        TextEncoder text = new(weights / ModelNames.TextEncoder, model.TextEncoder);
        UNetModel unet = new(weights / ModelNames.UNet, model.UNet);
        Decoder decoder = new(weights / ModelNames.Autoencoder, model.Autoencoder);

        using Tensor ids = device.Upload(new int[Positions], [1, Positions]);
        using Tensor wanted = text.Forward(ids);
        using Tensor unwanted = text.Forward(ids);
        device.IsFinite(wanted);
        using Tensor context = device.Stack(wanted, unwanted);
        using PromptContext prompts = unet.Read(context);
        using Tensor latent = device.Upload(new float[Latent * Latent * 4], [1, Latent, Latent, 4]);
        using Tensor both = device.Stack(latent, latent);
        using Tensor time = device.Upload(new float[Batch * model.UNet.Channels], [Batch, model.UNet.Channels]);
        using Tensor noise = unet.Forward(both, time, prompts);
        using Tensor guided = device.Guide(noise, 7.5f);
        using Tensor next = device.Combine(1, latent, -1, guided);
        device.IsFinite(next);
        using Tensor picture = decoder.Forward(next);
        device.Download(picture, new float[picture.Shape.Count]);
        return [.. device.UsedKernels];
    }

    /// <summary>The kernels that the pocket model's pipeline uses around its networks: those whose choice does not hang on the widths of layers.</summary>
    public static KernelName[] KernelsAroundNetworks(Precision precision, CardProperties card)
    {
        string[] ofNetworks = ["attention", "attention_float", "attention_wide", "layer_norm", "product_90a", "product_float", "product_large", "product_rest", "product_small"];
        IdleDriver driver = new() { Properties = card };
        CudaDevice? device = null;
        Diffusion.Pipelines.Devices devices = new()
        {
            Survey = () => CardSurvey.Take(() => driver),
            OpenCard = (_, asked) => device = new CudaDevice(driver, 0, asked.Precision),
        };
        PocketModel pocket = PocketModel.Find()!;
        using Pipeline pipeline = Pipeline.Open(pocket.Options with { Device = DeviceChoice.Cuda(), Precision = precision }, _ => { }, devices);
        foreach (RunUpdate update in pipeline.Run(pocket.RequestFor("a red circle") with { Steps = 3 }))
        {
            Assert.NotNull(update);
        }

        return [.. device!.UsedKernels.Where(kernel => !ofNetworks.Contains(kernel.File))];
    }
}
