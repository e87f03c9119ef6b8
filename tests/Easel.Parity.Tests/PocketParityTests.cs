using System.Globalization;
using System.Text.Json;
using Easel.Diffusion.Guidance;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Imaging.Png;
using Easel.Models.TextEncoders;
using Easel.Models.Tokenizers;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The model that comes with Easel, stage by stage and in a whole run, against what PyTorch computed with the same weights in float32.</summary>
public sealed class PocketParityTests : IDisposable
{
    private readonly ReferenceModel _model = ReferenceModel.Pocket();

    [Fact]
    public void Prompts_become_the_recorded_ids()
    {
        ClipTokenizer tokenizer = Pocket.Tokenizer();
        using var prompts = JsonDocument.Parse(File.ReadAllText(Pocket.Recording("prompts.json")));

        foreach (JsonElement entry in prompts.RootElement.EnumerateArray())
        {
            int[] wanted = [.. entry.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(wanted, tokenizer.Encode(entry.GetProperty("prompt").GetString()!).Ids);
        }
    }

    [Fact]
    public void Text_embeddings_are_as_recorded()
    {
        SafeTensors recording = _model.Stage("text");
        TextEncoder encoder = _model.TextEncoder();
        int[] shape = recording.Shape("ids");
        using Tensor ids = _model.Device.Upload([.. recording.Longs("ids").Select(id => (int)id)], [shape[0], shape[1]]);

        using Tensor context = encoder.Forward(ids);

        Compare.Absolute(recording.Floats("embeddings"), _model.Download(context), Tolerances.Network * Compare.Scale(recording, "embeddings"), "embeddings");
    }

    [Theory, InlineData("a"), InlineData("b"), InlineData("c")]
    public void Predicted_noise_is_as_recorded(string name)
    {
        SafeTensors recording = _model.Stage("unet");
        UNetModel unet = _model.UNet();
        using Tensor x = _model.UploadMap(recording, $"{name}.x");
        using Tensor time = _model.UploadTimes(recording, $"{name}.t", unet.Shape.Channels);
        using Tensor context = _model.Upload(recording, $"{name}.context");
        using PromptContext prompts = unet.Read(context);

        using Tensor noise = unet.Forward(x, time, prompts);

        _model.AssertMap(recording, $"{name}.eps", noise, Tolerances.Network * Compare.Scale(recording, $"{name}.eps"));
    }

    [Theory, InlineData("dec_a"), InlineData("dec_b")]
    public void Decoded_pictures_are_as_recorded(string name)
    {
        SafeTensors recording = _model.Stage("vae");
        using Tensor z = _model.UploadMap(recording, $"{name}.z");
        using Tensor scaled = _model.Device.Combine(1 / _model.LatentScale, z, 0, z);

        using Tensor picture = _model.Decoder().Forward(scaled);

        _model.AssertMap(recording, $"{name}.image", picture, Tolerances.Decoded);
    }

    [Theory, InlineData("enc_a"), InlineData("enc_b")]
    public void Encoded_moments_are_as_recorded(string name)
    {
        SafeTensors recording = _model.Stage("vae");
        using Tensor picture = _model.UploadMap(recording, $"{name}.image");

        using Tensor moments = _model.Encoder().Forward(picture);

        _model.AssertMap(recording, $"{name}.moments", moments, Tolerances.Moments);
    }

    [Fact]
    public void A_whole_run_leads_from_the_recorded_noise_through_every_recorded_latent_to_the_recorded_picture()
    {
        SafeTensors recording = _model.Stage("ddim");
        using var settings = JsonDocument.Parse(File.ReadAllText(Pocket.Recording("ddim.json")));
        int[] shape = recording.Shape("x_T");
        LatentLayout layout = new(shape[0], shape[2], shape[3], shape[1]);
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Torch, settings.RootElement.GetProperty("seed").GetUInt64()), layout);
        var sampler = Sampler.Create(SamplerKind.Ddim, _model.Schedule, settings.RootElement.GetProperty("steps").GetInt32());
        using ClassifierFreeGuidance guidance = _model.Guidance(
            Pocket.Tokenizer(), settings.RootElement.GetProperty("prompt").GetString()!, settings.RootElement.GetProperty("scale").GetDouble());
        List<float> times = [];

        SamplerState state = SamplerState.Begin(noise.Draw(_model.Device), noise);
        AssertLatent(recording, layout, state);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, Predict, noise);
            AssertLatent(recording, layout, state);
        }

        using Tensor scaled = _model.Device.Combine(1 / _model.LatentScale, state.Latent, 0, state.Latent);
        using Tensor picture = _model.Decoder().Forward(scaled);
        state.Dispose();

        Assert.Equal(recording.Longs("times").Select(time => (float)time), times);
        _model.AssertMap(recording, "image", picture, Tolerances.EndToEnd);

        Tensor Predict(Tensor latent, float time)
        {
            times.Add(time);
            return guidance.Predict(latent, time);
        }
    }

    [Fact]
    public async Task The_command_paints_the_recorded_picture()
    {
        using EngineRun run = new();
        using var settings = JsonDocument.Parse(File.ReadAllText(Pocket.Recording("ddim.json")));
        string Setting(string name) => settings.RootElement.GetProperty(name).ToString();

        int code = await run.PaintAsync(
            "--ckpt", "pocket", "--prompt", Setting("prompt"), "--ddim", "--ddim_steps", Setting("steps"), "--scale", Setting("scale"),
            "--W", Setting("width"), "--H", Setting("height"), "--seed", Setting("seed"), "--precision", "full");

        Assert.True(code == 0, run.Error);
        Compare.Pictures("ddim.png", PngFile.Load(Pocket.Recording("ddim.png")).Image, PngFile.Load(Path.Combine(run.Outdir, "samples", "00000.png")).Image);
    }

    public void Dispose() => _model.Dispose();

    /// <summary>The latent after as many steps as the state has done.</summary>
    private static void AssertLatent(SafeTensors recording, LatentLayout layout, SamplerState state)
    {
        float[] planes = new float[layout.Count];
        layout.Download(state.Latent, planes);
        float[] all = recording.Floats("latents");
        Compare.Absolute(all.AsSpan(state.Step * layout.Count, layout.Count), planes, Tolerances.Latents, string.Create(CultureInfo.InvariantCulture, $"latents[{state.Step}]"));
    }
}
