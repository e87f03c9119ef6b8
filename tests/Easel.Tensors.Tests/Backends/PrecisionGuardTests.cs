using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests.Backends;

/// <summary>What overflows in less than float32 is computed again in it, to the bits of <c>full</c>, and nothing else is.</summary>
public sealed class PrecisionGuardTests
{
    private const int Inputs = 32;
    private const int Outputs = 40;
    private const string Layer = "layer";

    public static TheoryData<string, bool> Forms =>
    [
        ("avx512", false), ("avx2", false), ("vector128", false), ("scalar", false), ("avx512-fp16", false), ("avx512-bf16", false),
        ("avx512", true), ("scalar", true), ("avx512-fp16", true),
    ];

    [Theory, MemberData(nameof(Forms))]
    public void A_sample_that_overflows_has_the_bits_of_full_and_the_other_those_it_has_without_a_guard(string target, bool usesInt8)
    {
        (float[] x, float[] weight, float[] bias) = Planted(taps: 1);
        float[] exact = Products.Linear(target, x, weight, bias, Inputs, Outputs);
        using CpuDevice device = Device(target, usesInt8);
        using LinearWeights weights = device.PrepareLinear(Layer, Matrix(weight), Bias(bias));
        using Tensor input = device.Upload(x, [2, 1, Inputs]);
        long before = device.Memory.Weights;

        float[] unguarded = Products.Values(device.Linear(input, weights));
        PrecisionGuard guard = device.BeginGuard(name => name == $"{Layer}.weight" ? Matrix(weight) : Bias(bias));
        float[] guarded = Products.Values(device.Linear(input, weights));
        long during = device.Memory.Weights;
        guard.Dispose();

        Assert.Contains(unguarded[Outputs..], value => !float.IsFinite(value));
        Compare.Bits(exact.AsSpan(Outputs), guarded.AsSpan(Outputs), "the sample that overflows");
        Compare.Bits(unguarded.AsSpan(0, Outputs), guarded.AsSpan(0, Outputs), "the other sample");
        Assert.Equal([Layer], guard.Redone);
        Assert.Null(guard.Culprit);
        Assert.Equal((before, true, 1), (device.Memory.Weights, during > before, device.PreparedAnew));
        Assert.Contains(Products.Values(device.Linear(input, weights)), value => !float.IsFinite(value));
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_convolution_that_overflows_has_the_bits_of_full(string target, bool usesInt8)
    {
        (float[] x, float[] weight, float[] bias) = Planted(taps: 9);
        ConvolutionShape shape = new(Inputs, Outputs, Kernel: 3, Stride: 1, PadBefore: 1, PadAfter: 1);
        float[] map = [.. Enumerable.Range(0, 16).SelectMany(_ => x[Inputs..])];
        float[] exact = Products.Convolve(target, map, weight, bias, shape, [1, 4, 4, Inputs]);
        using CpuDevice device = Device(target, usesInt8);
        using ConvolutionWeights weights = device.PrepareConvolution(Layer, Kernel(weight), Bias(bias), stride: 1, padBefore: 1, padAfter: 1);
        using Tensor input = device.Upload(map, [1, 4, 4, Inputs]);

        Assert.False(device.IsFinite(device.Convolve(input, weights)));
        using PrecisionGuard guard = device.BeginGuard(name => name == $"{Layer}.weight" ? Kernel(weight) : Bias(bias));
        float[] guarded = Products.Values(device.Convolve(input, weights));

        Compare.Bits(exact, guarded, "a convolution");
        Assert.Equal([Layer], guard.Redone);
    }

    [Theory]
    [InlineData("avx512-fp16", 300f, 1f)] // scores of 300 * 300 * 8 / sqrt(8), beyond 45,000
    [InlineData("avx512-bf16", 300f, 3.4e38f)] // a value that bfloat16 rounds to infinity
    public void An_attention_that_overflows_has_the_bits_of_full_and_the_name_of_its_projections(string target, float size, float value)
    {
        float[] queries = [.. Enumerable.Range(0, 16 * 8).Select(i => i / 8 % 2 == 0 ? size : -size)];
        float[] values = [.. Samples.Normal(16 * 8, seed: 2).Select((sample, i) => i == 0 ? value : i < 8 ? sample : 0)];
        float[] keys = [.. queries.Select((query, i) => i < 8 ? 2 * query : query)];
        using CpuDevice full = Products.Device(target);
        float[] exact = Attend(full, queries, keys, values);
        using CpuDevice device = Products.Device(target, Precision.Autocast);
        using LinearWeights projection = device.PrepareLinear("block.attn1.to_v", Matrix(new float[Inputs * Outputs]), bias: null);
        using Tensor input = device.Upload(new float[Inputs], [1, Inputs]);

        float[] unguarded = Attend(device, queries, keys, values);
        using PrecisionGuard guard = device.BeginGuard(name => throw new InvalidOperationException($"'{name}' is not asked for."));
        device.Linear(input, projection).Dispose();
        float[] guarded = Attend(device, queries, keys, values);

        Assert.Contains(unguarded, number => !float.IsFinite(number));
        Compare.Bits(exact, guarded, "attention");
        Assert.Equal(["block.attn1"], guard.Redone);
    }

    [Fact]
    public void What_overflows_in_float32_too_is_blamed_and_not_said_to_be_redone_and_what_follows_is_not_blamed()
    {
        (float[] x, float[] weight, float[] bias) = Planted(taps: 1);
        Array.Fill(weight, 1e30f, 0, Inputs);
        using CpuDevice device = CpuDevice.WithHalfWeights(threads: 2);
        using LinearWeights first = device.PrepareLinear("first", Matrix(weight), Bias(bias));
        using LinearWeights second = device.PrepareLinear("second", Products.Host("second", new float[Outputs * Outputs], Outputs, Outputs), bias: null);
        int asked = 0;

        using PrecisionGuard guard = device.BeginGuard(name => Found(name));
        device.Linear(device.Linear(device.Upload(x, [2, Inputs]), first), second).Dispose();

        Assert.Equal(("first", false, true), (guard.Culprit, guard.IsCulpritAttention, guard.IsFinal));
        Assert.Empty(guard.Redone);
        Assert.Equal(0, asked);

        HostTensor Found(string name)
        {
            asked += name.StartsWith("second", StringComparison.Ordinal) ? 1 : 0;
            return name.EndsWith("weight", StringComparison.Ordinal) ? Matrix(weight) : Bias(bias);
        }
    }

    [Fact]
    public void Where_bands_of_one_map_must_not_differ_the_work_is_done_once_more_with_the_whole_layer_in_float32()
    {
        (float[] x, float[] weight, float[] bias) = Planted(taps: 1);
        float[] exact = Products.Linear("scalar", x, weight, bias, Inputs, Outputs);
        using CpuDevice device = CpuDevice.WithHalfWeights(threads: 2);
        using LinearWeights weights = device.PrepareLinear(Layer, Matrix(weight), Bias(bias));
        using Tensor bands = device.Upload(x, [2, Inputs]);
        using PrecisionGuard guard = device.BeginGuard(name => name == $"{Layer}.weight" ? Matrix(weight) : Bias(bias), isOfBands: true);

        float[] once = [.. Bands()];
        bool wasUneven = guard.TakeUneven();
        float[] twice = [.. Bands()];

        Assert.NotEqual(exact[..Outputs], once[..Outputs]);
        Compare.Bits(exact, twice, "both bands");
        Assert.Equal((true, false), (wasUneven, guard.TakeUneven()));

        IEnumerable<float> Bands() => Enumerable.Range(0, 2).SelectMany(band => Products.Values(device.Linear(bands.Slice(band, 1), weights)));
    }

    [Fact]
    public void A_guard_within_another_is_a_mistake()
    {
        using CpuDevice device = new(threads: 1);
        using PrecisionGuard guard = device.BeginGuard(name => throw new InvalidOperationException(name));

        Assert.Throws<InvalidOperationException>(() => device.BeginGuard(name => throw new InvalidOperationException(name)));
    }

    private static CpuDevice Device(string target, bool usesInt8)
        => new(threads: 2, Precision.Autocast) { Target = Products.Target(target), Quantizes = usesInt8 ? _ => true : null };

    private static HostTensor Matrix(float[] weight) => Products.Host($"{Layer}.weight", weight, Outputs, Inputs);

    private static HostTensor Kernel(float[] weight) => Products.Host($"{Layer}.weight", weight, Outputs, Inputs, 3, 3);

    private static HostTensor Bias(float[] bias) => Products.Host($"{Layer}.bias", bias, Outputs);

    private static float[] Attend(CpuDevice device, float[] queries, float[] keys, float[] values)
    {
        using Tensor q = device.Upload(queries, [1, 16, 8]);
        using Tensor k = device.Upload(keys, [1, 16, 8]);
        using Tensor v = device.Upload(values, [1, 16, 8]);
        return Products.Values(device.Attention(q, k, v, heads: 1));
    }

    /// <summary>Two rows, of which the second overflows, and a matrix or kernel, planted at its first tap.</summary>
    private static (float[] X, float[] Weight, float[] Bias) Planted(int taps)
    {
        float[] x = Samples.Normal(2 * Inputs, seed: 1);
        Overflow.Values.CopyTo(x, Inputs);
        float[] weight = Samples.Normal(Outputs * Inputs * taps, seed: 3, deviation: 0.1);
        for (int output = 0; output < Outputs; output++)
        {
            for (int channel = 0; channel < Overflow.Channels; channel++)
            {
                int at = ((output * Inputs) + channel) * taps;
                weight.AsSpan(at, taps).Clear();
                weight[at] = Overflow.WeightOf(output, channel);
            }
        }

        return (x, weight, Samples.Normal(Outputs, seed: 4));
    }
}
