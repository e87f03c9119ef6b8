using System.Text.Json;
using Easel.Diffusion.Guidance;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
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
        byte[] rounded = Paint(Device(target), steps: 20);

        byte[] exact = Paint(new CpuDevice(threads: 2), steps: 20);

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
            using Tensor x = model.UploadMap(recording, $"{name}.x");
            using Tensor time = model.UploadTimes(recording, $"{name}.t", unet.Shape.Channels);
            using Tensor context = model.Upload(recording, $"{name}.context");
            using PromptContext prompts = unet.Read(context);

            using Tensor noise = unet.Forward(x, time, prompts);

            float[] wanted = Compare.ChannelsLast(recording.Floats($"{name}.eps"), recording.Shape($"{name}.eps"));
            double difference = Compare.Relative(wanted, model.Download(noise));
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

    /// <summary>The recorded request with another number of steps, as a picture of 256 levels.</summary>
    private static byte[] Paint(CpuDevice device, int steps)
    {
        using var model = ReferenceModel.Pocket(device);
        using var json = JsonDocument.Parse(File.ReadAllText(Pocket.Recording("ddim.json")));
        JsonElement settings = json.RootElement;
        int[] shape = model.Stage("ddim").Shape("x_T");
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Torch, settings.GetProperty("seed").GetUInt64()), new LatentLayout(shape[0], shape[2], shape[3], shape[1]));
        var sampler = Sampler.Create(SamplerKind.Ddim, model.Schedule, steps);
        using ClassifierFreeGuidance guidance = model.Guidance(Pocket.Tokenizer(), settings.GetProperty("prompt").GetString()!, settings.GetProperty("scale").GetDouble());

        SamplerState state = SamplerState.Begin(noise.Draw(device), noise);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, (latent, time) => guidance.Predict(latent, time), noise);
        }

        using Tensor scaled = device.Combine(1 / model.LatentScale, state.Latent, 0, state.Latent);
        using Tensor picture = model.Decoder().Forward(scaled);
        state.Dispose();
        return [.. model.Download(picture).Select(value => (byte)Math.Clamp(Math.Round((value + 1) * 127.5), 0, 255))];
    }
}
