using System.Runtime.InteropServices;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests.Backends;

public sealed class CpuDeviceTests : IDisposable
{
    private readonly CpuDevice _device = new(threads: 3);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.QuickGelu)]
    public void Activations_match_the_reference_over_many_pieces(Activation activation)
    {
        float[] x = Samples.Between(-5, 5, 3 * 33_333, seed: 1);

        float[] y = Read(_device.Activate(_device.Upload(x, [3, 33_333]), activation));

        Compare.Relative([.. x.Select(value => Reference(activation, value))], y, Tolerances.Gelu);
    }

    [Fact]
    public void Combinations_are_sums_of_multiples()
    {
        float[] x = Samples.Normal(70_001, seed: 1);
        float[] y = Samples.Normal(70_001, seed: 2);

        float[] z = Read(_device.Combine(2, _device.Upload(x, [70_001]), -0.5f, _device.Upload(y, [70_001])));

        Compare.Bits([.. x.Zip(y, (a, b) => MathF.FusedMultiplyAdd(2, a, -0.5f * b))], z, "2 x - y / 2");
    }

    [Fact]
    public void Guidance_takes_the_unconditional_half_first()
    {
        Tensor both = _device.Upload([1f, 2, 3, 10, 20, 30], [2, 3]);

        Tensor guided = _device.Guide(both, 2);

        Assert.Equal([1, 3], guided.Shape);
        Assert.Equal([19, 38, 57], Read(guided));
    }

    [Fact]
    public void What_is_not_finite_is_found_in_any_piece()
    {
        float[] x = Samples.Normal(100_003, seed: 1);
        Assert.True(_device.IsFinite(_device.Upload(x, [100_003])));

        foreach (int at in (int[])[0, 50_000, 100_002])
        {
            float[] bad = [.. x];
            bad[at] = float.NaN;
            Assert.False(_device.IsFinite(_device.Upload(bad, [100_003])));
        }
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(8, 12)]
    [InlineData(5, 3)]
    [InlineData(7, 11)]
    [InlineData(1, 1)]
    public void Upsampling_takes_the_nearest_pixel(int height, int width)
    {
        Shape shape = [2, 4, 6, 37];
        float[] x = Samples.Normal((int)shape.Count, seed: 1);

        Tensor y = _device.Upsample(_device.Upload(x, shape), height, width);

        Assert.Equal([2, height, width, 37], y.Shape);
        Compare.Bits(ReferenceCopies.Upsample(x, shape, height, width), Read(y), $"{height} x {width}");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(0, 5)]
    [InlineData(320, 640)]
    public void Concatenation_puts_channels_side_by_side(int first, int second)
    {
        float[] x = Samples.Normal(2 * 50 * first, seed: 1);
        float[] y = Samples.Normal(2 * 50 * second, seed: 2);

        Tensor z = _device.Concatenate(_device.Upload(x, [2, 50, first]), _device.Upload(y, [2, 50, second]));

        Assert.Equal([2, 50, first + second], z.Shape);
        Compare.Bits(ReferenceCopies.Concatenate(x, y, 100), Read(z), "concatenation");
    }

    [Fact]
    public void Stacking_puts_samples_one_after_the_other()
    {
        float[] x = Samples.Normal(3 * 40_000, seed: 1);
        float[] y = Samples.Normal(40_000, seed: 2);

        Tensor z = _device.Stack(_device.Upload(x, [3, 40_000]), _device.Upload(y, [1, 40_000]));

        Assert.Equal([4, 40_000], z.Shape);
        Compare.Bits([.. x, .. y], Read(z), "stack");
    }

    [Fact]
    public void Embedding_adds_a_row_for_the_token_and_one_for_its_place()
    {
        float[] tokens = Samples.Normal(11 * 37, seed: 1);
        float[] positions = Samples.Normal(7 * 37, seed: 2);
        int[] ids = [0, 10, 3, 3, 5, 9];
        using TableWeights table = _device.PrepareTable("tokens", Host("tokens", tokens, [11, 37]));
        using TableWeights places = _device.PrepareTable("positions", Host("positions", positions, [7, 37]));

        Tensor y = _device.Embed(_device.Upload(ids, [2, 3]), table, places);

        Assert.Equal([2, 3, 37], y.Shape);
        Compare.Bits(ReferenceCopies.Embed(ids, 3, tokens, positions, 37), Read(y), "embedding");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(-1)]
    public void An_id_beyond_the_table_is_refused(int id)
    {
        using TableWeights table = _device.PrepareTable("text.tokens", Host("tokens", new float[44], [11, 4]));

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => _device.Embed(_device.Upload([id], [1, 1]), table, table));

        Assert.Contains("'text.tokens' has rows 0 to 10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 37, 96, 32)] // one run
    [InlineData(1, 5000, 6, 3)] // several, by the number of pixels
    [InlineData(3, 100, 2560, 32)] // several, by the number of elements
    public void Group_norm_with_silu_matches_the_reference(int batch, int pixels, int channels, int groups)
    {
        float[] x = Samples.Normal(batch * pixels * channels, seed: 1, mean: 3, deviation: 2);
        float[] scale = Samples.Normal(channels, seed: 2);
        float[] shift = Samples.Normal(channels, seed: 3);
        using NormWeights weights = _device.PrepareNorm("norm", Host("scale", scale, [channels]), Host("shift", shift, [channels]));

        Tensor y = _device.GroupNorm(_device.Upload(x, [batch, pixels, channels]), weights, groups, 1e-5f, Activation.Silu);

        double[] expected = [.. ReferenceNormalization.GroupNorm(x, batch, scale, shift, groups, 1e-5f).Select(ReferenceFunctions.Silu)];
        Compare.Absolute(expected, Read(y), Tolerances.Normalization);
    }

    [Fact]
    public void A_sample_is_normalised_the_same_alone_and_in_a_batch()
    {
        float[] x = Samples.Normal(2 * 3000 * 64, seed: 1);
        using NormWeights weights = _device.PrepareNorm("norm", Host("scale", Samples.Normal(64, seed: 2), [64]), Host("shift", new float[64], [64]));
        Tensor batch = _device.Upload(x, [2, 3000, 64]);

        float[] together = Read(_device.GroupNorm(batch, weights, 32, 1e-5f, Activation.Silu));
        float[] alone = Read(_device.GroupNorm(batch.Slice(1, 1), weights, 32, 1e-5f, Activation.Silu));

        Compare.Bits(together.AsSpan(3000 * 64), alone, "second sample");
    }

    [Fact]
    public void Layer_norm_matches_the_reference_over_many_pieces()
    {
        float[] x = Samples.Normal(300 * 769, seed: 1, mean: -1);
        float[] scale = Samples.Normal(769, seed: 2);
        float[] shift = Samples.Normal(769, seed: 3);
        using NormWeights weights = _device.PrepareNorm("norm", Host("scale", scale, [769]), Host("shift", shift, [769]));

        Tensor y = _device.LayerNorm(_device.Upload(x, [3, 100, 769]), weights, 1e-5f);

        Compare.Absolute(ReferenceNormalization.LayerNorm(x, scale, shift, 1e-5f), Read(y), Tolerances.Normalization);
    }

    [Fact]
    public void Results_with_weights_are_observed_under_their_name()
    {
        List<(string, Tensor)> seen = [];
        _device.Observer = (name, tensor) => seen.Add((name, tensor));
        using NormWeights weights = _device.PrepareNorm("model.norm", Host("scale", new float[4], [4]), Host("shift", new float[4], [4]));
        Tensor x = _device.Upload(new float[8], [2, 4]);

        Tensor first = _device.GroupNorm(x, weights, 2, 1e-5f);
        Tensor second = _device.LayerNorm(x, weights, 1e-5f);
        _ = _device.Activate(x, Activation.Silu);

        Assert.Equal([("model.norm", first), ("model.norm", second)], seen);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused_by_name_and_place()
    {
        float[] rows = new float[70_000 * 2];
        rows[131_075] = float.NegativeInfinity;

        NonFiniteWeightException error = Assert.Throws<NonFiniteWeightException>(() => _device.PrepareTable("tokens", Host("cond.embedding.weight", rows, [70_000, 2])));

        Assert.Equal("tensor 'cond.embedding.weight' holds NaN or infinity at element 131075", error.Message);
        Assert.Equal(0, _device.Memory.Weights);
    }

    [Fact]
    public void Weights_are_counted_while_they_are_held()
    {
        NormWeights weights = _device.PrepareNorm("norm", Host("scale", new float[8], [8]), Host("shift", new float[8], [8]));
        Assert.Equal(64, weights.Bytes);
        Assert.Equal(64, _device.Memory.Weights);

        weights.Dispose();
        weights.Dispose();

        Assert.Equal(0, _device.Memory.Weights);
        Assert.Throws<ObjectDisposedException>(() => _device.LayerNorm(_device.Upload(new float[8], [8]), weights, 1e-5f));
    }

    [Fact]
    public void Wrong_shapes_are_refused_with_both_shapes_named()
    {
        using NormWeights weights = _device.PrepareNorm("norm", Host("scale", new float[8], [8]), Host("shift", new float[8], [8]));
        Tensor x = _device.Upload(new float[12], [3, 4]);
        Tensor y = _device.Upload(new float[8], [2, 4]);

        ArgumentException error = Assert.Throws<ArgumentException>(() => _device.Combine(1, x, 1, y));

        Assert.Contains("[2, 4], but [3, 4] is wanted", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _device.Guide(x, 1));
        Assert.Throws<ArgumentException>(() => _device.Concatenate(x, y));
        Assert.Throws<ArgumentException>(() => _device.Stack(x, _device.Upload(new float[8], [4, 2])));
        Assert.Throws<ArgumentException>(() => _device.Upsample(x, 2, 2));
        Assert.Throws<ArgumentException>(() => _device.LayerNorm(x, weights, 1e-5f));
        Assert.Throws<ArgumentException>(() => _device.GroupNorm(_device.Upload(new float[8], [1, 8]), weights, 3, 1e-5f));
        Assert.Throws<ArgumentException>(() => _device.PrepareNorm("norm", Host("scale", new float[8], [8]), Host("shift", new float[7], [7])));
    }

    [Fact]
    public void Tensors_and_weights_of_another_device_are_refused()
    {
        using CpuDevice other = new(threads: 1);
        using NormWeights weights = other.PrepareNorm("norm", Host("scale", new float[8], [8]), Host("shift", new float[8], [8]));

        Assert.Throws<ArgumentException>(() => _device.IsFinite(other.Upload(new float[8], [8])));
        Assert.Throws<ArgumentException>(() => _device.LayerNorm(_device.Upload(new float[8], [8]), weights, 1e-5f));
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        using NormWeights weights = _device.PrepareNorm("norm", Host("scale", new float[8], [8]), Host("shift", new float[8], [8]));
        Tensor none = _device.Upload(ReadOnlySpan<float>.Empty, [0, 3, 8]);

        Assert.Equal([0, 3, 8], _device.GroupNorm(none, weights, 2, 1e-5f).Shape);
        Assert.Equal([0, 3, 8], _device.LayerNorm(none, weights, 1e-5f).Shape);
        Assert.Equal([0, 3, 8], _device.Activate(none, Activation.Silu).Shape);
        Assert.Equal([0, 3, 16], _device.Concatenate(none, none).Shape);
        Assert.True(_device.IsFinite(none));
    }

    private static double Reference(Activation activation, double x) => activation switch
    {
        Activation.Silu => ReferenceFunctions.Silu(x),
        Activation.Gelu => ReferenceFunctions.Gelu(x),
        Activation.QuickGelu => ReferenceFunctions.QuickGelu(x),
        _ => x,
    };

    private static HostTensor Host(string name, float[] values, Shape shape)
        => new(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, shape, ElementType.Float32);

    private float[] Read(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        _device.Download(tensor, values);
        return values;
    }
}
