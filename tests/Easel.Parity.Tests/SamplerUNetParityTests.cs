using Easel.Diffusion.Guidance;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tests;
using Easel.Tests.Diffusion.Samplers;

namespace Easel.Parity.Tests;

/// <summary>The samplers of k-diffusion on a small UNet with guidance.</summary>
public class SamplerUNetParityTests
{
    private const int Steps = 6;

    [Theory]
    [InlineData(SamplerKind.Euler, ScheduleKind.Normal, "euler.normal")]
    [InlineData(SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras, "dpmpp_2m.karras")]
    [InlineData(SamplerKind.Heun, ScheduleKind.Karras, "heun.karras")]
    [InlineData(SamplerKind.Lms, ScheduleKind.Normal, "lms.normal")]
    [InlineData(SamplerKind.EulerAncestral, ScheduleKind.Normal, "euler_ancestral.normal")]
    public void A_guided_run_takes_the_recorded_way(SamplerKind kind, ScheduleKind schedule, string name)
    {
        using var model = ReferenceModel.Golden("tiny-sd", "model.ckpt", "v1-tiny-inference.yaml");
        SafeTensors recording = model.Stage("kdiffusion_unet");
        UNetModel unet = model.UNet();
        using Tensor wanted = model.Upload(recording, "cond");
        using Tensor unwanted = model.Upload(recording, "uncond");
        using ClassifierFreeGuidance guidance = new(context => new ConditionedUNet(unet, context), wanted, unwanted, recording.Floats("scale")[0]);
        Sampler sampler = Sampler.Create(new SamplerSettings(kind, Steps) { Schedule = schedule }, model.Schedule);
        LatentNoise noise = new(new RecordedNoise(AnalyticRun.Optional(recording, $"{name}.noise")), new LatentLayout(Batch: 2, Height: 8, Width: 8));
        int[] shape = recording.Shape("x_unit");
        int count = recording.Floats("x_unit").Length;
        float[] recorded = recording.Floats($"{name}.x");

        using Tensor unit = model.UploadMap(recording, "x_unit");
        SamplerState state = SamplerState.Begin(model.Device.Combine((float)sampler.StartScale, unit, 0, unit), noise);
        while (state.Step < Steps)
        {
            state = sampler.Step(state, (latent, time) => guidance.Predict(latent, time), noise);

            // Of the ancestral run only the end is recorded.
            int place = recorded.Length / count > 1 ? state.Step : state.Step - Steps;
            if (place >= 0)
            {
                Compare.Absolute(Compare.ChannelsLast(recorded[(place * count)..((place + 1) * count)], shape), model.Download(state.Latent), Tolerances.Latents, $"{name}, latent {state.Step}");
            }
        }

        state.Dispose();
    }
}
