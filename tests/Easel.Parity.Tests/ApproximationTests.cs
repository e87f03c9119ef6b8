using System.Text.Json;
using Easel.Cli;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Approximations: exact where they leave nothing out, the same everywhere, and as near as docs/performance.md says.</summary>
public sealed class ApproximationTests : IDisposable
{
    private static readonly string[] s_words = ["--ckpt", "pocket", "--prompt", "a photo of a red house in the desert", "--seed", "101", "--precision", "full", "--n_samples", "1", "--n_iter", "1"];

    private readonly EngineRun _run = new();

    [Theory]
    [InlineData("--ddim")]
    [InlineData("--plms")]
    [InlineData("--dpm_solver")]
    public async Task What_leaves_nothing_out_gives_the_unchanged_bytes(string sampler)
    {
        byte[] exact = await PaintAsync("exact", sampler, "--ddim_steps", "5");
        byte[] same = await PaintAsync("same", sampler, "--ddim_steps", "5", "--fast", "reuse=1,guidance=0-1,merge=0");

        Assert.Equal(exact, same);
    }

    [Theory]
    [InlineData("--ddim", "reuse=2,guidance=0.2-0.8,merge=0.5", "DOTNET_EnableAVX512")]
    [InlineData("--plms", "reuse=3,guidance=0-0.5", "DOTNET_EnableAVX512")]
    [InlineData("--dpm_solver", "merge=0.75", "DOTNET_EnableAVX512")]
    [InlineData("--plms", "reuse=2,guidance=0.5-1", "DOTNET_EnableAVX512")]
    [InlineData("--ddim", "int8", "DOTNET_EnableAVX512")]
    [InlineData("--plms", "reuse=2,int8", "DOTNET_EnableAVX2")]
    public async Task Files_are_the_same_with_other_threads_and_other_vectors(string sampler, string fast, string lacking)
    {
        string[] words = [sampler, "--ddim_steps", "3", "--H", "32", "--W", "32", "--fast", fast];
        byte[] exact = await PaintAsync("exact", [.. words, "--fast", "off"]);
        byte[] here = await PaintAsync("here", [.. words, "--threads", "1"]);

        (int code, string text) = await EaselProcess.RunAsync(_run.PathOf("."), ["txt2img", .. s_words, .. words, "--threads", "3", "--outdir", "there"], (lacking, "0"));

        Assert.True(code == 0, text);
        Assert.NotEqual(exact, here);
        Assert.Equal(here, File.ReadAllBytes(_run.PathOf("there/samples/00000.png")));
        Assert.Contains(fast, PngFile.Load(_run.PathOf("here/samples/00000.png")).Texts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_of_the_same_latent_and_time_give_the_same_noise_whole_or_reused()
    {
        using ReferenceModel model = ReferenceModel.Pocket();
        UNetModel unet = model.UNet();
        SafeTensors recording = model.Stage("unet");
        using Tensor x = model.UploadMap(recording, "a.x");
        using Tensor time = model.UploadTimes(recording, "a.t", unet.Shape.Channels);
        using Tensor context = model.Upload(recording, "a.context");
        using Tensor both = model.Device.Stack(context, context);
        using PromptContext prompts = unet.Read(both);
        using PromptContext alone = unet.Read(context);
        using DeepFeatures features = new();
        int batch = x.Shape[0];
        Assert.False(features.Holds(1));

        using Tensor first = unet.Forward(x, time, alone, new UNetShortcuts(features, MayReuse: true));
        Assert.True(features.Holds(batch) && !features.Holds(batch + 1));
        using Tensor whole = unet.Forward(model.Device.Stack(x, x), model.Device.Stack(time, time), prompts, new UNetShortcuts(features, MayReuse: true));
        Assert.True(features.Holds(2 * batch));
        using Tensor last = unet.Forward(x, time, alone, new UNetShortcuts(features, MayReuse: true));

        Assert.Equal(model.Download(first), model.Download(whole.Slice(batch, batch)));
        Assert.Equal(model.Download(first), model.Download(last));
    }

    /// <summary>Bounds some dB below what was measured (docs/performance.md), for the mean of four pictures. Every level is measured with EASEL_TEST_MATRIX=full.</summary>
    [Fact]
    public async Task Levels_are_as_near_as_they_are_said_to_be()
    {
        (string Name, double Decibels)[] all = [("1", 29), ("2", 24), ("3", 21), ("int8", 33), ("autocast", 30)];
        (string Name, double Decibels)[] variants = SameBytes.SameBytesTests.IsFull ? all : [all[1], all[3]];
        StringWriter output = new();
        StringWriter error = new();

        int code = await CommandLine.Full.RunAsync(
            ["bench", "quality", "--rounds", "1", "--json", "--outdir", _run.PathOf("pictures"), "--variants", string.Join(' ', variants.Select(variant => variant.Name))],
            new Surroundings { Output = output, Error = error, Cancel = TestContext.Current.CancellationToken });

        Assert.True(code == 0, error.ToString());
        JsonElement[] rows = [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["full", .. variants.Select(variant => variant.Name)], rows.Select(row => row.GetProperty("variant").GetString()));
        Assert.Equal((JsonValueKind.Null, 1, 0), (rows[0].GetProperty("psnr").ValueKind, rows[0].GetProperty("ssim").GetDouble(), rows[0].GetProperty("largestDifference").GetInt32()));
        foreach (((string name, double least), JsonElement row) in variants.Zip(rows.Skip(1)))
        {
            JsonElement psnr = row.GetProperty("psnr");
            Assert.True(psnr.ValueKind == JsonValueKind.Null || psnr.GetDouble() >= least, $"{name}: {psnr} dB");
            Assert.True(row.GetProperty("seconds").GetDouble() > 0);

            // What the table says is what the pictures show.
            double[] differences = [.. Enumerable.Range(0, 4).Select(i => ImageDifference.Of(Picture($"{i}-full"), Picture($"{i}-{name}")).PeakSignalToNoise)];
            Assert.Equal(psnr.ValueKind == JsonValueKind.Null ? double.PositiveInfinity : psnr.GetDouble(), differences.Average());
        }

        Image Picture(string name) => PngFile.Load(_run.PathOf($"pictures/{name}.png")).Image;
    }

    public void Dispose() => _run.Dispose();

    private async Task<byte[]> PaintAsync(string folder, params string[] words)
    {
        int code = await _run.PaintAsync([.. s_words, .. words, "--outdir", _run.PathOf(folder)]);
        Assert.True(code == 0, _run.Error);
        return File.ReadAllBytes(_run.PathOf($"{folder}/samples/00000.png"));
    }
}
