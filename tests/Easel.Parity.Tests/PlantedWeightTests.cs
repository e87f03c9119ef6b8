using Easel.Imaging.Png;
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
        string checkpoint = WriteMicro(NearlyInfinite, $"{layer}.weight");

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", precision]);

        _run.AssertRefused(code, $"{when}: infinity or NaN comes out of the layer '{layer}' (tensor '{layer}.weight'){(precision == "full" ? "" : ", in float32 too")}.", "Nothing was painted from it", "damaged, or too large for float32");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("autocast")]
    [InlineData("autocast", "--fast", "int8")]
    public async Task An_attention_that_overflows_in_float32_too_is_named_by_the_place_of_its_projections(params string[] words)
    {
        const string Place = "model.diffusion_model.output_blocks.3.1.transformer_blocks.0.attn1";
        string checkpoint = WriteMicro(1e30f, $"{Place}.to_q.weight", $"{Place}.to_k.weight");

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", .. words]);

        _run.AssertRefused(code, $"Step 1 of 2: infinity or NaN comes out of the attention '{Place}' (tensors '{Place}.*')", "Nothing was painted from it");
    }

    [Fact]
    public async Task What_overflows_behind_the_network_is_not_blamed_on_a_layer()
    {
        string checkpoint = WriteMicro(1e37f, "model.diffusion_model.out.2.weight");

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint]);

        _run.AssertRefused(code, "Step 1 of 2: infinity or NaN comes out of the sampler, though the network's answer was finite", "--scale");
    }

    [Fact]
    public async Task Weights_beyond_half_precision_are_painted_with_in_autocast()
    {
        // The norm behind this layer takes the size of its results away again.
        string checkpoint = WriteMicro(1e12f, "model.diffusion_model.middle_block.0.in_layers.2.weight");

        int full = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", "full"]);
        int autocast = await _run.PaintAsync([.. EngineRun.Micro, "--ckpt", checkpoint, "--precision", "autocast"]);

        Assert.True((full, autocast) == (0, 0), _run.Error);
        byte[] exact = PngFile.Load(Path.Combine(_run.Outdir, "samples", "00000.png")).Image.Pixels.ToArray();
        byte[] rounded = PngFile.Load(Path.Combine(_run.Outdir, "samples", "00001.png")).Image.Pixels.ToArray();
        double difference = exact.Zip(rounded, (x, y) => Math.Abs(x - y)).Average();
        Assert.True(difference <= Tolerances.AutocastLevels, $"autocast differs by {difference:G3} levels on average");
    }

    /// <summary>Writes micro-sd with tensors so enlarged that their greatest value is this.</summary>
    private string WriteMicro(float greatest, params string[] names)
    {
        string path = _run.PathOf("planted.ckpt");
        PlantedOverflow.Write(path, Goldens.Path("micro-sd", "model.ckpt"), names.ToDictionary(name => name, _ => PlantedOverflow.Enlarge(greatest)));
        return path;
    }

    public void Dispose() => _run.Dispose();
}
