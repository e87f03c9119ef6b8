using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests.Kernels;

public class MatrixTests
{
    /// <summary>Rows, inputs, outputs: ones, primes, and just under and over tiles (6, 12 rows; 2 to 32 columns), blocks of rows (192) and of k (320).</summary>
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 },
        { 2, 3, 5 },
        { 5, 4, 16 },
        { 6, 7, 17 },
        { 7, 8, 15 },
        { 12, 31, 32 },
        { 13, 33, 33 },
        { 11, 319, 31 },
        { 3, 320, 40 },
        { 4, 321, 48 },
        { 9, 643, 7 },
        { 2, 977, 23 },
        { 191, 12, 9 },
        { 193, 13, 8 },
        { 400, 5, 70 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Linear_matches_the_reference_on_every_target(int rows, int inputs, int outputs)
    {
        float[] x = Samples.Between(-1, 1, rows * inputs, seed: 1);
        float[] weight = Samples.Between(-1, 1, outputs * inputs, seed: 2);
        float[] bias = Samples.Between(-1, 1, outputs, seed: 3);
        double[] expected = ReferenceMatrix.Linear(x, weight, bias, inputs, outputs);

        float[][] results = [.. GemmTargets.All.Select(target => Products.Linear(target.Name, x, weight, bias, inputs, outputs))];

        foreach (float[] result in results)
        {
            Compare.Absolute(expected, result, Tolerances.Product(inputs));
            Compare.Bits(results[^1], result, "other than the scalar target");
        }
    }

    [Fact]
    public void Every_sum_is_one_chain_of_fused_multiply_adds()
    {
        const int Inputs = 1000;
        const int Outputs = 37;
        float[] x = Samples.Between(-1, 1, 20 * Inputs, seed: 4);
        float[] weight = Samples.Between(-1, 1, Outputs * Inputs, seed: 5);
        float[] expected = new float[20 * Outputs];
        for (int i = 0; i < expected.Length; i++)
        {
            for (int k = 0; k < Inputs; k++)
            {
                expected[i] = MathF.FusedMultiplyAdd(x[(i / Outputs * Inputs) + k], weight[(i % Outputs * Inputs) + k], expected[i]);
            }
        }

        float[] actual = Products.Linear(GemmTargets.Best.Name, x, weight, bias: null, Inputs, Outputs);

        Compare.Bits(expected, actual, "a chain in order");
    }

    [Fact]
    public void Neither_threads_nor_other_rows_change_a_row()
    {
        const int Inputs = 330;
        const int Outputs = 100;
        float[] x = Samples.Between(-1, 1, 500 * Inputs, seed: 6);
        float[] weight = Samples.Between(-1, 1, Outputs * Inputs, seed: 7);

        float[] alone = Products.Linear(GemmTargets.Best.Name, x[..Inputs], weight, bias: null, Inputs, Outputs, threads: 1);
        float[] among = Products.Linear(GemmTargets.Best.Name, x, weight, bias: null, Inputs, Outputs, threads: 7);

        Compare.Bits(alone, among.AsSpan(0, Outputs), "the first row alone");
        Compare.Bits(Products.Linear(GemmTargets.Best.Name, x, weight, bias: null, Inputs, Outputs, threads: 1), among, "one thread");
    }

    [Theory, MemberData(nameof(Products.Targets), MemberType = typeof(Products))]
    public void Weights_that_half_precision_holds_give_the_same_bits_in_both_precisions(string target)
    {
        const int Inputs = 350;
        const int Outputs = 43;
        float[] x = Samples.Between(-1, 1, 14 * Inputs, seed: 8);
        float[] weight = [.. Samples.Between(-1, 1, Outputs * Inputs, seed: 9).Select(value => (float)(Half)(value * value * value / 1000))];
        weight[5] = 6.0e-8f; // half precision's least number
        weight[5] = (float)(Half)weight[5];

        float[] full = Products.Linear(target, x, weight, bias: null, Inputs, Outputs);
        float[] half = Products.Linear(target, x, weight, bias: null, Inputs, Outputs, Precision.Autocast);

        Compare.Bits(full, half, "weights in half precision");
    }

    [Fact]
    public void Half_precision_rounds_weights_to_eleven_bits_whatever_their_size()
    {
        float[] x = [1];
        foreach (float size in (float[])[1e-20f, 1e-3f, 1, 1e5f, 1e9f, 1e20f])
        {
            float[] weight = [.. Samples.Between(-1, 1, 100, seed: 10).Select(value => (value + (0.5f * MathF.Sign(value))) * size)];

            float[] result = Products.Linear(GemmTargets.Best.Name, x, weight, bias: null, 1, 100, Precision.Autocast);

            for (int i = 0; i < result.Length; i++)
            {
                Assert.InRange(result[i] / weight[i], 1 - (1 / 2048f), 1 + (1 / 2048f));
            }
        }
    }

    [Fact]
    public void Half_precision_holds_half_the_bytes_and_gives_them_back()
    {
        float[] weight = Samples.Between(-1, 1, 640 * 320, seed: 11);
        using CpuDevice full = Products.Device("avx2");
        using CpuDevice half = Products.Device("avx2", Precision.Autocast);

        using LinearWeights whole = full.PrepareLinear("w", Products.Host("w", weight, 640, 320), bias: null);
        LinearWeights halved = half.PrepareLinear("w", Products.Host("w", weight, 640, 320), bias: null);
        long held = half.Memory.Weights;
        halved.Dispose();

        Assert.Equal(640 * 320 * 4, whole.Bytes);
        Assert.Equal(640 * 320 * 2, halved.Bytes);
        Assert.Equal(640 * 320 * 2, held);
        Assert.Equal(0, half.Memory.Weights);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite_is_named(float value)
    {
        float[] weight = new float[3 * 5];
        weight[11] = value;
        using CpuDevice device = new(2);

        NonFiniteWeightException failure = Assert.Throws<NonFiniteWeightException>(
            () => device.PrepareLinear("a.b", Products.Host("a.b.weight", weight, 3, 5), bias: null));

        Assert.Contains("a.b.weight", failure.Message, StringComparison.Ordinal);
        Assert.Contains("element 11", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.Memory.Weights);
    }

    [Fact]
    public void Wrong_extents_are_named()
    {
        using CpuDevice device = new(1);
        using LinearWeights weights = device.PrepareLinear("a.b", Products.Host("a.b.weight", new float[15], 3, 5, 1, 1), bias: null);
        Tensor x = device.Upload(new float[8], [2, 4]);
        HostTensor odd = Products.Host("odd", new float[15], 3, 5);

        Assert.Contains("'a.b' wants 5 inputs", Assert.Throws<ArgumentException>(() => device.Linear(x, weights)).Message, StringComparison.Ordinal);
        Assert.Contains("'odd' is [3, 5]", Assert.Throws<ArgumentException>(() => device.PrepareLinear("odd", odd, bias: null, gated: true)).Message, StringComparison.Ordinal);
        Assert.Contains("'odd' is [3, 5]", Assert.Throws<ArgumentException>(() => device.PrepareLinear("odd", odd, odd)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_covers_all_rows_and_panels()
    {
        foreach (int rows in (int[])[1, 12, 13, 154, 192, 193, 2048, 8192, 262144])
        {
            foreach (int panels in (int[])[1, 3, 20, 80, 320, 640, 20_000])
            {
                foreach (int threads in (int[])[1, 2, 16, 64])
                {
                    Cut cut = Cut.Of(rows, panels, panelWidth: 16, rowOverhead: 8, threads);

                    Assert.InRange(rows, ((cut.RowBlocks - 1) * cut.RowStep) + 1, cut.RowBlocks * cut.RowStep);
                    Assert.InRange(panels, ((cut.PanelBlocks - 1) * cut.PanelStep) + 1, cut.PanelBlocks * cut.PanelStep);
                    Assert.InRange(cut.RowStep, 12, Block.MaxRows);
                }
            }
        }
    }
}
