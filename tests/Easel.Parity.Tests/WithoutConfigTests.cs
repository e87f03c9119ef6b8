using System.Text.Json;
using Easel.Checkpoints;
using Easel.Imaging.Png;
using Easel.Models;
using Easel.Models.UNet;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Models whose numbers are read off their own files.</summary>
public sealed class WithoutConfigTests : IDisposable
{
    private readonly EngineRun _run = new();

    [Fact]
    public void Tensors_tell_what_the_config_says()
    {
        OriginalConfig config = OriginalConfig.Parse(File.ReadAllText(Goldens.Path("tiny-sd", "v1-tiny-inference.yaml")), "v1-tiny-inference.yaml");
        using Checkpoint checkpoint = Checkpoint.Open(Goldens.Path("tiny-sd", "model.ckpt"));
        using CpuDevice device = new(threads: 1);

        ModelShape recognized = ModelRecognition.Recognize(checkpoint.Weights(device), textHeads: 4);

        UNetShape unet = recognized.UNet with { Heads = config.UNet.Heads };
        Assert.Equal(JsonSerializer.Serialize(config.UNet), JsonSerializer.Serialize(unet));
        Assert.Equal(JsonSerializer.Serialize(config.Autoencoder), JsonSerializer.Serialize(recognized.Autoencoder));
        Assert.Equal((64, 2, 4, 256), (recognized.TextEncoder.Width, recognized.TextEncoder.Layers, recognized.TextEncoder.Heads, recognized.TextEncoder.Hidden));
    }

    [Fact]
    public async Task A_diffusers_folder_paints_by_itself_what_the_checkpoint_paints_with_its_config()
    {
        // The noise drawn first does not depend on the config; see LateTextTower for what is drawn later.
        string[] words = ["--fixed_code", "--precision", "full"];

        int alone = await _run.PaintAsync(["--ckpt", Goldens.Path("micro-sd", "diffusers"), .. EngineRun.Small, .. words]);
        int configured = await _run.PaintAsync([.. EngineRun.Micro, .. words]);

        Assert.True((alone, configured) == (0, 0), _run.Error);
        Assert.Equal(Pixels("00001.png"), Pixels("00000.png"));
    }

    private byte[] Pixels(string name) => PngFile.Load(Path.Combine(_run.Outdir, "samples", name)).Image.Pixels.ToArray();

    public void Dispose() => _run.Dispose();
}
