using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>Products of eight bits: on every target the bits of the reference, whether an instruction multiplies bytes there or floats stand for them.</summary>
public class QuantizedProductTests
{
    private const string WithoutDotProducts = "avx512 without dot products";

    public static TheoryData<string> Targets => [.. GemmTargets.All.Select(target => target.Name), .. GemmTargets.Mixed.Select(target => target.Name), WithoutDotProducts];

    [Theory, MemberData(nameof(Targets))]
    public void Linear_gives_the_bits_of_the_reference(string target)
    {
        foreach (TheoryDataRow<int, int, int> shape in MatrixTests.Shapes)
        {
            (int rows, int inputs, int outputs) = shape.Data;
            float[] x = Samples.Normal(rows * inputs, seed: 1);
            float[] weight = Samples.Normal(outputs * inputs, seed: 2);

            float[] actual = Linear(target, x, weight, inputs, outputs);

            Compare.Bits(ReferenceQuantization.Linear(x, weight, inputs, outputs), actual, $"{rows} x {inputs} x {outputs}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Rows_and_outputs_of_zeros_of_the_greatest_numbers_and_of_any_size_do_so_too(string target)
    {
        const int Inputs = 331;
        const int Outputs = 37;
        float[] sizes = [1, 0, 1e-30f, 1e30f, 1e-38f, float.Epsilon, 1e15f, float.MaxValue];
        float[] random = Samples.Between(-1, 1, sizes.Length * Inputs, seed: 3);
        foreach (bool isGreatest in (bool[])[false, true])
        {
            float[] x = [.. random.Select((value, i) => (isGreatest ? MathF.CopySign(1, i % 5 == 0 ? -1 : 1) : value) * sizes[i / Inputs])];
            float[] weight = [.. Samples.Between(-1, 1, Outputs * Inputs, seed: 4).Select((value, i) => (isGreatest ? -1 : value) * sizes[i / Inputs % 4] * 0.1f)];

            float[] actual = Linear(target, x, weight, Inputs, Outputs);

            Compare.Bits(ReferenceQuantization.Linear(x, weight, Inputs, Outputs), actual, isGreatest ? "greatest" : "any");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Direct_convolutions_are_products_of_their_patches(string target)
    {
        foreach (ConvolutionShape shape in (ConvolutionShape[])[new(36, 20, 3, 1, 1, 1), new(5, 33, 3, 2, 0, 1), new(160, 40, 3, 2, 1, 1), new(48, 33, 1, 1, 0, 0), new(70, 17, 1, 2, 0, 0), new(648, 641, 3, 1, 1, 1)])
        {
            bool isLarge = shape.Inputs > 600;
            (int height, int width) = isLarge ? (2, 3) : (7, 9);
            float[] x = Samples.Normal(2 * height * width * shape.Inputs, seed: 5);
            float[] weight = Samples.Normal(shape.Outputs * shape.Inputs * shape.Kernel * shape.Kernel, seed: 6);
            (float[] patches, float[] matrix) = AsMatrices(x, weight, shape, height, width);
            using CpuDevice device = Device(target);
            using ConvolutionWeights weights = device.PrepareConvolution(
                "k", Products.Host("k", weight, shape.Outputs, shape.Inputs, shape.Kernel, shape.Kernel), bias: null, shape.Stride, shape.PadBefore, shape.PadAfter);

            float[] actual = Products.Values(device.Convolve(device.Upload(x, [2, height, width, shape.Inputs]), weights));

            Compare.Bits(ReferenceQuantization.Linear(patches, matrix, shape.Kernel * shape.Kernel * shape.Inputs, shape.Outputs), actual, $"{shape}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void A_convolution_that_minimal_filtering_computes_as_fast_stays_as_it_is(string target)
    {
        float[] x = Samples.Normal(20 * 20 * 64, seed: 7);
        float[] weight = Samples.Normal(64 * 64 * 9, seed: 8);
        ConvolutionShape shape = new(64, 64, 3, 1, 1, 1);
        using CpuDevice device = Device(target);
        using ConvolutionWeights weights = device.PrepareConvolution("k", Products.Host("k", weight, 64, 64, 3, 3), bias: null, 1, 1, 1);

        float[] actual = Products.Values(device.Convolve(device.Upload(x, [1, 20, 20, 64]), weights));

        Compare.Bits(Products.Convolve(GemmTargets.Best.Name, x, weight, bias: null, shape, [1, 20, 20, 64]), actual, "filtered");
    }

    [Theory, MemberData(nameof(Targets))]
    public void Bias_gate_and_residual_follow_as_after_other_products(string target)
    {
        const int Inputs = 129;
        foreach (int outputs in (int[])[1, 8, 16, 21, 48])
        {
            float[] x = Samples.Normal(15 * Inputs, seed: 9);
            float[] weight = Samples.Between(-0.1f, 0.1f, 2 * outputs * Inputs, seed: 10);
            float[] bias = Samples.Between(-1, 1, 2 * outputs, seed: 11);
            float[] added = Samples.Between(-1, 1, 15 * outputs, seed: 12);
            double[] sums = [.. ReferenceQuantization.Linear(x, weight, Inputs, 2 * outputs).Select((sum, i) => (double)sum + bias[i % (2 * outputs)])];
            double[] expected = ReferenceMatrix.Finish(ReferenceMatrix.Gate(sums, outputs), shift: null, Activation.None, added, samples: 3, outputs);
            using CpuDevice device = Device(target);
            using LinearWeights weights = device.PrepareLinear("w", Products.Host("w", weight, 2 * outputs, Inputs), Products.Host("b", bias, 2 * outputs), gated: true);
            Tensor residual = device.Upload(added, [3, 5, outputs]);

            float[] actual = Products.Values(device.Linear(device.Upload(x, [3, 5, Inputs]), weights, new Epilogue(Residual: residual)));

            Compare.Absolute(expected, actual, Tolerances.QuantizedEpilogue, $"{outputs} outputs");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_is_not_finite_reaches_all_of_its_row_and_no_other(string target)
    {
        const int Inputs = 701;
        const int Outputs = 37;
        float[] weight = Samples.Normal(Outputs * Inputs, seed: 13);
        float[] x = Samples.Normal(31 * Inputs, seed: 14);
        float[] sound = Linear(target, x, weight, Inputs, Outputs);
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach ((int row, int column) in ((int, int)[])[(0, 0), (12, 300), (30, Inputs - 1)])
            {
                float[] sick = [.. x];
                sick[(row * Inputs) + column] = value;

                float[] actual = Linear(target, sick, weight, Inputs, Outputs);

                Assert.All(actual[(row * Outputs)..((row + 1) * Outputs)], number => Assert.True(float.IsNaN(number), $"{value} at {row}, {column} is lost"));
                Compare.Bits(sound.AsSpan(0, row * Outputs), actual.AsSpan(0, row * Outputs), "rows above");
                Compare.Bits(sound.AsSpan((row + 1) * Outputs), actual.AsSpan((row + 1) * Outputs), "rows below");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Neither_threads_nor_other_rows_change_a_row(string target)
    {
        const int Inputs = 971;
        const int Outputs = 70;
        float[] x = Samples.Normal(400 * Inputs, seed: 15);
        float[] weight = Samples.Normal(Outputs * Inputs, seed: 16);

        float[] one = Linear(target, x, weight, Inputs, Outputs, threads: 1);

        Compare.Bits(one, Linear(target, x, weight, Inputs, Outputs, threads: 2), "two threads");
        Compare.Bits(one, Linear(target, x, weight, Inputs, Outputs, threads: 7), "seven threads");
        Compare.Bits(one.AsSpan(137 * Outputs, Outputs), Linear(target, x[(137 * Inputs)..(138 * Inputs)], weight, Inputs, Outputs), "a row alone");
    }

    [Fact]
    public void Rounding_to_eight_bits_costs_what_two_uniform_errors_of_half_a_step_cost()
    {
        foreach ((int rows, int inputs, int outputs) in ((int, int, int)[])[(40, 320, 64), (40, 640, 64), (40, 1280, 64), (40, 2880, 64)])
        {
            float[] x = Samples.Normal(rows * inputs, seed: 17);
            float[] weight = Samples.Normal(outputs * inputs, seed: 18);

            float[] actual = Linear(GemmTargets.Best.Name, x, weight, inputs, outputs);

            Compare.RootMeanSquare(ReferenceMatrix.Linear(x, weight, bias: null, inputs, outputs), actual, Tolerances.Quantized, $"{inputs} inputs");
        }
    }

    [Fact]
    public void Weights_take_a_byte_each_and_four_for_an_output_s_scale()
    {
        using CpuDevice device = Device(GemmTargets.Best.Name);

        using LinearWeights even = device.PrepareLinear("w", Products.Host("w", new float[64 * 12], 64, 12), bias: null);
        using LinearWeights odd = device.PrepareLinear("w", Products.Host("w", new float[64 * 9], 64, 9), bias: null);

        Assert.Equal((64 * (12 + 4), 64 * (12 + 4)), (even.Bytes, odd.Bytes));
    }

    [Fact]
    public void Only_layers_that_were_asked_for_are_held_so()
    {
        using CpuDevice device = new(threads: 1) { Quantizes = static name => name == "a" };

        using LinearWeights quantized = device.PrepareLinear("a", Products.Host("w", new float[64 * 12], 64, 12), bias: null);
        using LinearWeights other = device.PrepareLinear("b", Products.Host("w", new float[64 * 12], 64, 12), bias: null);

        Assert.Equal((64 * (12 + 4), 64 * 12 * sizeof(float)), (quantized.Bytes, other.Bytes));
    }

    private static CpuDevice Device(string target, int threads = 2)
    {
        GemmTarget chosen = target == WithoutDotProducts
            ? new GemmTarget<Lanes16, TwelveRows<Lanes16>, EightByThree<Lanes16>>(target)
            : GemmTargets.All.Concat(GemmTargets.Mixed).Single(candidate => candidate.Name == target);
        return new(threads) { Target = chosen, Quantizes = static _ => true };
    }

    private static float[] Linear(string target, float[] x, float[] weight, int inputs, int outputs, int threads = 2)
    {
        using CpuDevice device = Device(target, threads);
        using LinearWeights weights = device.PrepareLinear("w", Products.Host("w", weight, outputs, inputs), bias: null);
        return Products.Values(device.Linear(device.Upload(x, [x.Length / inputs, inputs]), weights));
    }

    /// <summary>Of each pixel that comes out its taps' channels, taps outermost; and the kernels in the same order.</summary>
    private static (float[] Patches, float[] Matrix) AsMatrices(float[] x, float[] weight, ConvolutionShape shape, int height, int width)
    {
        List<float> patches = [];
        for (int pixel = 0; pixel < 2 * shape.Output(height) * shape.Output(width); pixel++)
        {
            int left = (pixel % shape.Output(width) * shape.Stride) - shape.PadBefore;
            int above = (pixel / shape.Output(width) % shape.Output(height) * shape.Stride) - shape.PadBefore;
            int sample = pixel / shape.Output(width) / shape.Output(height);
            for (int tap = 0; tap < shape.Kernel * shape.Kernel; tap++)
            {
                (int row, int column) = (above + (tap / shape.Kernel), left + (tap % shape.Kernel));
                bool isInside = row >= 0 && row < height && column >= 0 && column < width;
                int at = ((((sample * height) + row) * width) + column) * shape.Inputs;
                patches.AddRange(isInside ? x.AsSpan(at, shape.Inputs) : new float[shape.Inputs]);
            }
        }

        int taps = shape.Kernel * shape.Kernel;
        float[] matrix = [.. Enumerable.Range(0, weight.Length).Select(i =>
        {
            (int output, int rest) = (i / taps / shape.Inputs, i % (taps * shape.Inputs));
            return weight[(((output * shape.Inputs) + (rest % shape.Inputs)) * taps) + (rest / shape.Inputs)];
        })];
        return ([.. patches], matrix);
    }
}
