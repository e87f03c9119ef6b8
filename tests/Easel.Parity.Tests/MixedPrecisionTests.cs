using Easel.Diffusion.Noise;
using Easel.Diffusion.Schedules;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Whole networks on targets that multiply half precision as it is, against the recordings in float32 and against full precision.</summary>
public sealed class MixedPrecisionTests
{
    public static TheoryData<string> Targets => ["avx512-fp16", "avx512-bf16"];

    [Theory, MemberData(nameof(Targets))]
    public void Predicted_noise_of_the_small_models_is_near_the_recorded_one(string target)
    {
        foreach ((string folder, string config) in ((string, string)[])[("tiny-sd", "v1-tiny-inference.yaml"), ("micro-sd", "v1-micro-inference.yaml")])
        {
            using var model = ReferenceModel.Golden(folder, "model.ckpt", config, device: Device(target));
            AssertNear(model, ["unet_a", "unet_b", "unet_c", "unet_d"], $"{folder} on {target}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Predicted_noise_of_pocket_is_near_the_recorded_one(string target)
    {
        using var model = ReferenceModel.Pocket(Device(target));

        AssertNear(model, ["a", "b", "c"], $"pocket on {target}");
    }

    [Theory, MemberData(nameof(Targets))]
    public void Predicted_noise_of_maps_so_large_that_minimal_filtering_computes_them_is_near_the_exact_one(string target)
    {
        float[] rounded = PredictLarge(Device(target));

        float[] exact = PredictLarge(new CpuDevice(threads: 2));

        double difference = Compare.Relative(exact, rounded);
        TestContext.Current.SendDiagnosticMessage($"large maps on {target}: {difference:E2}");
        Assert.True(difference <= Tolerances.HalfPrecision, $"{target}: off by {difference:E2} of the root mean square, allowed {Tolerances.HalfPrecision:E2}");
    }

    [Theory, MemberData(nameof(Targets))]
    public void A_picture_of_20_steps_is_near_the_exact_one(string target)
    {
        byte[] rounded = PocketPainting.Paint(Device(target), steps: 20);

        byte[] exact = PocketPainting.Paint(new CpuDevice(threads: 2), steps: 20);

        double decibels = Compare.Decibels(exact, rounded);
        TestContext.Current.SendDiagnosticMessage($"{target}: {decibels:F1} dB");
        Assert.True(decibels >= Tolerances.PictureDecibels, $"{target}: {decibels:F1} dB");
    }

    private static CpuDevice Device(string name)
    {
        GemmTarget? target = GemmTargets.Mixed.SingleOrDefault(target => target.Name == name);
        if (target is null)
        {
            Assert.Skip($"NOT TESTED: this processor or system does not allow the kernels of target {name}.");
        }

        return new CpuDevice(threads: 2, Precision.Autocast) { Target = target };
    }

    private static void AssertNear(ReferenceModel model, string[] names, string what)
    {
        SafeTensors recording = model.Stage("unet");
        UNetModel unet = model.UNet();
        foreach (string name in names)
        {
            double difference = Compare.Relative(ReferenceModel.RecordedMap(recording, $"{name}.eps"), model.PredictNoise(unet, recording, name));
            TestContext.Current.SendDiagnosticMessage($"{what}, {name}: {difference:E2}");
            Assert.True(difference <= Tolerances.HalfPrecision, $"{what}, {name}: off by {difference:E2} of its root mean square, allowed {Tolerances.HalfPrecision:E2}");
        }
    }

    /// <summary>What pocket predicts of a latent of 64 x 68, that of a picture of 512 x 544.</summary>
    private static float[] PredictLarge(CpuDevice device)
    {
        using var model = ReferenceModel.Pocket(device);
        SafeTensors recording = model.Stage("unet");
        UNetModel unet = model.UNet();
        float[] latent = new float[4 * 64 * 68];
        NoiseSource.Create(NoiseKind.Torch, 1).Draw(latent);
        using Tensor x = device.Upload(latent, [1, 64, 68, 4]);
        using Tensor time = device.Upload(TimeEmbedding.Of(500, unet.Shape.Channels), [1, unet.Shape.Channels]);
        int[] shape = recording.Shape("a.context");
        using Tensor context = device.Upload(recording.Floats("a.context").AsSpan(0, shape[1] * shape[2]), [1, shape[1], shape[2]]);
        using PromptContext prompts = unet.Read(context);

        using Tensor noise = unet.Forward(x, time, prompts);

        return model.Download(noise);
    }
}
