using Easel.Checkpoints;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tests.Checkpoints;

/// <summary>The same small model in every form gives the same tensors: its weights are exact in all element types.</summary>
public class FormatTests
{
    [Theory]
    [InlineData("model.ckpt", CheckpointFormat.TorchZip, 470000)]
    [InlineData("model-legacy.ckpt", CheckpointFormat.TorchLegacy, 470000)]
    [InlineData("model-ema.ckpt", CheckpointFormat.TorchZip, 470000)]
    [InlineData("model-fp16.safetensors", CheckpointFormat.Safetensors, null)]
    [InlineData("diffusers", CheckpointFormat.Diffusers, null)]
    public void Every_form_of_a_model_gives_the_same_weights(string name, CheckpointFormat format, int? globalStep)
    {
        using Checkpoint expected = Checkpoint.Open(Goldens.Path("micro-sd", "model.safetensors"));

        using Checkpoint actual = Checkpoint.Open(Goldens.Path("micro-sd", name));

        Assert.Equal(format, actual.Format);
        Assert.Equal(globalStep, actual.GlobalStep);
        AssertSameWeights(expected, actual);
    }

    [Fact]
    public void The_newer_spelling_of_attention_gives_the_same_weights()
    {
        string diffusers = Goldens.Path("micro-sd", "diffusers");
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["model_index.json", "unet/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"])
        {
            folder.Write(name, File.ReadAllBytes(Path.Combine(diffusers, name)));
        }

        folder.Write("vae/diffusion_pytorch_model.safetensors", File.ReadAllBytes(Path.Combine(diffusers, "vae", "newnames.safetensors")));

        using Checkpoint expected = Checkpoint.Open(Goldens.Path("micro-sd", "model.safetensors"));
        using Checkpoint actual = Checkpoint.Open(folder.Path);
        AssertSameWeights(expected, actual);
    }

    [Fact]
    public void Averaged_weights_take_the_place_of_plain_ones_when_asked_for()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Goldens.Path("micro-sd", "model-ema.ckpt"));
        using CpuDevice device = new(threads: 1);
        const string Name = "model.diffusion_model.input_blocks.0.0.weight";

        HostTensor plain = checkpoint.Weights(device).Take(Name, [32, 4, 3, 3]);
        HostTensor averaged = checkpoint.Weights(device, ema: true).Take(Name, [32, 4, 3, 3]);

        Assert.True(checkpoint.HasEma);
        Assert.Equal(checkpoint.Tensors[Name].ToArray(), plain.ToArray());
        Assert.Equal(checkpoint.Tensors["model_ema.diffusion_modelinput_blocks00weight"].ToArray(), averaged.ToArray());
        Assert.NotEqual(plain.ToArray(), averaged.ToArray());
        Assert.DoesNotContain(checkpoint.Weights(device).Untaken, name => name.StartsWith("model_ema.", StringComparison.Ordinal));
    }

    [Fact]
    public void Averaged_weights_of_a_file_without_them_are_an_error()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Goldens.Path("micro-sd", "model.ckpt"));
        using CpuDevice device = new(threads: 1);

        CheckpointException error = Assert.Throws<CheckpointException>((Func<Weights>)(() => checkpoint.Weights(device, ema: true)));

        Assert.Contains("has no averaged (EMA) weights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misleading_name_does_not_matter()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.safetensors", TorchBytes.LightningZip());

        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal(CheckpointFormat.TorchZip, checkpoint.Format);
    }

    [Fact]
    public void A_side_file_is_read_from_a_folder_and_absent_from_a_file()
    {
        using Checkpoint folder = Checkpoint.Open(Goldens.Path("micro-sd", "diffusers"));
        using Checkpoint file = Checkpoint.Open(Goldens.Path("micro-sd", "model.ckpt"));

        Assert.Contains("\"num_attention_heads\": 2", folder.SideFile("text_encoder/config.json"), StringComparison.Ordinal);
        Assert.Null(folder.SideFile("text_encoder/none.json"));
        Assert.Null(file.SideFile("text_encoder/config.json"));
    }

    /// <summary>Every tensor of the actual model but averaged ones is one of the expected model, and the other way round but for schedules and buffers.</summary>
    private static void AssertSameWeights(Checkpoint expected, Checkpoint actual)
    {
        string[] names = [.. actual.Tensors.Keys.Where(name => !name.StartsWith("model_ema.", StringComparison.Ordinal))];
        string[] networks = ["model.", "first_stage_model.", "cond_stage_model."];
        Assert.Empty(names.Except(expected.Tensors.Keys));
        Assert.DoesNotContain(expected.Tensors.Keys.Except(names), name => networks.Any(network => name.StartsWith(network, StringComparison.Ordinal)) && !name.EndsWith("position_ids", StringComparison.Ordinal));
        foreach (string name in names)
        {
            Assert.Equal(expected.Tensors[name].Shape, actual.Tensors[name].Shape);
            Assert.True(expected.Tensors[name].ToArray().AsSpan().SequenceEqual(actual.Tensors[name].ToArray()), name);
        }
    }
}
