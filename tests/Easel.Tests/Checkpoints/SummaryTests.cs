using System.Text.Json;
using Easel.Checkpoints;
using Easel.Cli.Commands;

namespace Easel.Tests.Checkpoints;

public class SummaryTests
{
    [Fact]
    public void A_checkpoint_is_summed_up()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Goldens.Path("micro-sd", "model-ema.ckpt"));

        var summary = CheckpointSummary.Of(checkpoint);

        Assert.Equal(CheckpointFormat.TorchZip, summary.Format);
        Assert.Equal(("Stable Diffusion v1", 32, 4, 32), (summary.Family.Name, summary.Family.Channels, summary.Family.InputChannels, summary.Family.ContextWidth));
        Assert.Contains("other sizes", summary.Family.Remark, StringComparison.Ordinal);
        Assert.Equal(470000, summary.GlobalStep);
        Assert.Equal(checkpoint.Tensors.Count, summary.Tensors);
        Assert.Equal(summary.Tensors, summary.ElementTypes.Values.Sum());
        Assert.Equal(["text encoder", "UNet", "autoencoder", "EMA", "other"], summary.Parts.Select(part => part.Name));
        Assert.Equal(summary.Parts[1].Parameters * 2, summary.Parts[1].Bytes);
        Assert.Equal(686, summary.Parts[1].Tensors);
        Assert.Equal(13316964, Assert.Single(summary.Files).Bytes);
    }

    [Fact]
    public void The_hash_is_that_of_the_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.ckpt", TorchBytes.LightningZip());
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TorchBytes.LightningZip()));
        using Checkpoint checkpoint = Checkpoint.OpenAny(path);

        Assert.Equal(expected, Assert.Single(CheckpointSummary.Of(checkpoint).Files).Sha256);
    }

    [Fact]
    public void A_folder_has_a_hash_for_each_file()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Goldens.Path("micro-sd", "diffusers"));

        Assert.Equal(
            ["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.safetensors", "model.safetensors"],
            CheckpointSummary.Of(checkpoint).Files.Select(file => Path.GetFileName(file.Path)));
    }

    [Fact]
    public void Inspect_prints_lines_for_people()
    {
        (int code, string output, string error) = Inspect(Goldens.Path("micro-sd", "model.ckpt"));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("family        Stable Diffusion v1: has the published model's structure in other sizes.", output, StringComparison.Ordinal);
        Assert.Contains("UNet          32 channels, 4 in, context width 32", output, StringComparison.Ordinal);
        Assert.Contains("global step   470000", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_prints_json_for_programs()
    {
        (int code, string output, _) = Inspect("--json", Goldens.Path("micro-sd", "diffusers"));

        using var json = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Equal("diffusers", json.RootElement.GetProperty("format").GetString());
        Assert.Equal(32, json.RootElement.GetProperty("family").GetProperty("context_width").GetInt32());
        Assert.Equal(64, json.RootElement.GetProperty("files")[0].GetProperty("sha256").GetString()!.Length);
    }

    [Fact]
    public void Inspect_tells_what_is_no_stable_diffusion_checkpoint()
    {
        (int code, string output, _) = Inspect(Goldens.Path("bad-checkpoints", "not-sd.ckpt"));

        Assert.Equal(0, code);
        Assert.Contains("family        unknown: has no Stable Diffusion weights", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "models/ldm/stable-diffusion-v1/model.ckpt: there is no such file")]
    [InlineData(1, "pocket: there is no such file", "pocket")]
    [InlineData(2, "wanted one FILE, found 2", "a", "b")]
    [InlineData(2, "unrecognized option '--yaml'", "--yaml", "a")]
    [InlineData(1, "there is no such file", "/no/such/file.ckpt")]
    public void Inspect_fails_with_a_code_and_a_reason(int code, string reason, params string[] arguments)
    {
        (int actual, string output, string error) = Inspect(arguments);

        Assert.Equal(code, actual);
        Assert.Empty(output);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_helps()
    {
        (int code, string output, string error) = Inspect("--help");

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("usage: easel inspect", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Inspect(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = InspectCommand.Run(arguments, output, error, pocket: null);
        return (code, output.ToString(), error.ToString());
    }
}
