using Easel.Checkpoints;
using Easel.Imaging.Png;
using Easel.Tensors.Memory;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Checkpoints of finite weights that overflow when they are used: the run stops at the first step that does, and says where.</summary>
public sealed class PlantedWeightTests : IDisposable
{
    // Finite, but no sum of a few products of it is.
    private const float NearlyInfinite = 3e38f;

    private readonly EngineRun _run = new();

    [Theory]
    [InlineData("model.diffusion_model.middle_block.0.in_layers.2", "Step 1 of 2", "full")]
    [InlineData("model.diffusion_model.output_blocks.3.1.transformer_blocks.0.attn2.to_q", "Step 1 of 2", "autocast")]
    [InlineData("model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k", "Reading the prompt", "full")]
    [InlineData("cond_stage_model.transformer.text_model.encoder.layers.1.mlp.fc1", "Reading the prompt", "full")]
    [InlineData("first_stage_model.decoder.mid.block_1.conv1", "Decoding", "autocast")]
    public async Task A_layer_that_overflows_is_named_with_its_step_and_nothing_is_painted(string layer, string when, string precision)
    {
        string checkpoint = WriteMicro($"{layer}.weight", NearlyInfinite);

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", precision]);

        _run.AssertRefused(code, $"{when}: infinity or NaN comes out of the layer '{layer}' (tensor '{layer}.weight')", "Nothing was painted from it");
    }

    [Fact]
    public async Task What_overflows_behind_the_network_is_not_blamed_on_a_layer()
    {
        string checkpoint = WriteMicro("model.diffusion_model.out.2.weight", 1e37f);

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint]);

        _run.AssertRefused(code, "Step 1 of 2: infinity or NaN comes out of the sampler, though the network's answer was finite", "--scale");
    }

    [Fact]
    public async Task Weights_beyond_half_precision_are_painted_with_in_autocast()
    {
        // The norm behind this layer takes the size of its results away again.
        string checkpoint = WriteMicro("model.diffusion_model.middle_block.0.in_layers.2.weight", 1e12f);

        int full = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", "full"]);
        int autocast = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", "autocast"]);

        Assert.True((full, autocast) == (0, 0), _run.Error);
        byte[] exact = PngFile.Load(Path.Combine(_run.Outdir, "samples", "00000.png")).Image.Pixels.ToArray();
        byte[] rounded = PngFile.Load(Path.Combine(_run.Outdir, "samples", "00001.png")).Image.Pixels.ToArray();
        double difference = exact.Zip(rounded, (x, y) => Math.Abs(x - y)).Average();
        Assert.True(difference <= Tolerances.AutocastLevels, $"autocast differs by {difference:G3} levels on average");
    }

    /// <summary>Writes micro-sd with one tensor so enlarged that its greatest value is this.</summary>
    private string WriteMicro(string name, float greatest)
    {
        string path = _run.PathOf("planted.ckpt");
        using Checkpoint checkpoint = Checkpoint.Open(Goldens.Path("micro-sd", "model.ckpt"));
        Assert.Contains(name, checkpoint.Tensors.Keys);
        using FileStream stream = File.Create(path);
        TorchZipWriter writer = new(stream);
        foreach ((string key, HostTensor tensor) in checkpoint.Tensors.Where(entry => entry.Value.Shape.Count > 0))
        {
            double factor = key == name ? greatest / (double)tensor.ToArray().Max(MathF.Abs) : 1;
            writer.Add(key, tensor.Shape, (first, values) =>
            {
                tensor.Read(first, values);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (float)(values[i] * factor);
                }
            });
        }

        writer.Complete();
        return path;
    }

    public void Dispose() => _run.Dispose();
}
