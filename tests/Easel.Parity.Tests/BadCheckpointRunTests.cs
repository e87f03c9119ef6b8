using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Checkpoints that must not be painted with: the command says what is wrong with them, and does nothing else.</summary>
public sealed class BadCheckpointRunTests : IDisposable
{
    private readonly EngineRun _run = new();

    public static TheoryData<string, string> Files => new()
    {
        { "malicious.ckpt", "'posix.system'" },
        { "malicious-tensor.ckpt", "'__builtin__.eval'" },
        { "malicious-legacy.ckpt", "'posix.system'" },
        { "empty.ckpt", "is empty" },
        { "text.ckpt", "is a text file" },
        { "text.safetensors", "is a text file" },
        { "truncated.ckpt", "is cut off" },
        { "truncated.safetensors", "cut off" },
        { "huge-header.safetensors", "a header of 9223372036854775807 bytes" },
        { "bad-offsets.safetensors", "tensor 'b'" },
        { "list.ckpt", "holds a list" },
        { "not-sd.ckpt", "such as 'foo.weight'" },
        { "missing-tensor.safetensors", "no tensor 'model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight' (wanted [32, 32])" },
        { "wrong-shape.safetensors", "tensor 'model.diffusion_model.input_blocks.0.0.weight' is [32, 3, 3, 3], but the model wants [32, 4, 3, 3]" },
        { "nan-weights.safetensors", "tensor 'first_stage_model.decoder.conv_in.weight' holds NaN at element 7" },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task A_bad_checkpoint_is_refused_in_one_message_without_side_effects(string name, string said)
    {
        string path = Goldens.Path("bad-checkpoints", name);

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", path]);

        _run.AssertRefused(code, path, said);
        Assert.False(File.Exists("pwned-by-checkpoint"), "The checkpoint was executed.");
    }

    [Fact]
    public void Every_bad_checkpoint_of_the_collection_is_tried()
    {
        string[] all = EngineRun.FilesIn(Goldens.Path("bad-checkpoints"));

        Assert.Equal(all, Files.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_is_no_model_is_refused()
    {
        Directory.CreateDirectory(_run.PathOf("holiday"));

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", _run.PathOf("holiday")]);

        _run.AssertRefused(code, _run.PathOf("holiday"), "model_index.json");
    }

    [Fact]
    public async Task A_missing_checkpoint_is_explained()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", _run.PathOf("none.ckpt")]);

        _run.AssertRefused(code, $"No checkpoint at {_run.PathOf("none.ckpt")}", "--ckpt FILE");
    }

    [Fact]
    public async Task A_checkpoint_that_may_not_be_read_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "NOT TESTED: root reads every file, and Windows keeps permissions otherwise.");
        string path = _run.PathOf("secret.ckpt");
        File.WriteAllText(path, "weights");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", path]);

        _run.AssertRefused(code, path, "permission");
    }

    [Fact]
    public async Task Averaged_weights_that_are_not_there_are_refused()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ema"]);

        _run.AssertRefused(code, "has no averaged (EMA) weights", "model_ema");
    }

    public void Dispose() => _run.Dispose();
}
