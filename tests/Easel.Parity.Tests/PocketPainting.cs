using System.Text.Json;
using Easel.Diffusion.Guidance;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Parity.Tests;

/// <summary>Pocket's recorded run on any device.</summary>
internal static class PocketPainting
{
    /// <summary>The recorded request with another number of steps, as a picture of 256 levels.</summary>
    public static byte[] Paint(Device device, int steps)
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
