using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tests.Checkpoints;

/// <summary>Every file of the collection of bad ones is refused with a message that says what it is.</summary>
public class BadCheckpointTests
{
    [Theory]
    [InlineData("malicious.ckpt", "'posix.system'", "Nothing of it was executed")]
    [InlineData("malicious-tensor.ckpt", "'__builtin__.eval'", "Nothing of it was executed")]
    [InlineData("malicious-legacy.ckpt", "'posix.system'", "Nothing of it was executed")]
    [InlineData("empty.ckpt", "is empty", "repeat it")]
    [InlineData("text.ckpt", "is a text file (it begins \"this is not a checkpoint\")", "Wanted is a .ckpt of torch.save")]
    [InlineData("text.safetensors", "is a text file (it begins \"hello world, not safetensors\")", "Wanted is a .ckpt of torch.save")]
    [InlineData("truncated.ckpt", "is cut off", "after 600000 bytes")]
    [InlineData("truncated.safetensors", "cut off", "download or copy it again")]
    [InlineData("huge-header.safetensors", "a header of 9223372036854775807 bytes", "at most 100000000")]
    [InlineData("bad-offsets.safetensors", "tensor 'b' of [1000] F32", "does not fit its 4 bytes")]
    [InlineData("list.ckpt", "holds a list", "a dictionary of tensors")]
    [InlineData("not-sd.ckpt", "none of its 1 tensors (such as 'foo.weight')", "model.diffusion_model.")]
    public void A_bad_file_is_refused_by_what_is_wrong_with_it(string name, string what, string more)
    {
        string error = Opening.ErrorOf(Goldens.Path("bad-checkpoints", name));

        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.Contains(more, error, StringComparison.Ordinal);
        Assert.False(File.Exists("pwned-by-checkpoint"), "The checkpoint was executed.");
    }

    [Fact]
    public void A_missing_tensor_is_named_with_the_nearest_one_that_is_there()
    {
        const string Missing = "model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight";

        string error = ErrorOfTaking("missing-tensor.safetensors", Missing, [32, 32]);

        Assert.Contains($"no tensor '{Missing}' (wanted [32, 32])", error, StringComparison.Ordinal);
        Assert.Contains("is 'model.diffusion_model.middle_block.1.transformer_blocks.0.attn", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misshapen_tensor_is_named_with_both_shapes()
    {
        string error = ErrorOfTaking("wrong-shape.safetensors", "model.diffusion_model.input_blocks.0.0.weight", [32, 4, 3, 3]);

        Assert.Contains("is [32, 3, 3, 3], but the model wants [32, 4, 3, 3]", error, StringComparison.Ordinal);
    }

    private static string ErrorOfTaking(string name, string tensor, Shape shape)
    {
        string path = Goldens.Path("bad-checkpoints", name);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        using CpuDevice device = new(threads: 1);

        CheckpointException error = Assert.Throws<CheckpointException>((Func<HostTensor>)(() => checkpoint.Weights(device).Take(tensor, shape)));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
