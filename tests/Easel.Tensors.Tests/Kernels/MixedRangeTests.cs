using Easel.Tensors.Backends;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>Very great and very small numbers, and what is none, on targets that multiply half precision as it is.</summary>
public class MixedRangeTests
{
    private const int Inputs = 133;
    private const int Outputs = 37;

    public static TheoryData<string> Targets => Products.MixedTargets;

    [Theory, MemberData(nameof(Targets))]
    public void Rows_and_weights_of_any_size_are_multiplied_as_near_as_others_and_what_single_precision_holds_stays_finite(string target)
    {
        // Rows of these sizes, and one of numbers that are small beside their greatest.
        float[] sizes = [1e30f, 1, 1e-30f, 0, 1e20f, 1e-20f, 1];
        float[] x = [.. Samples.Between(-1, 1, sizes.Length * Inputs, seed: 1).Select((value, i) => value * sizes[i / Inputs])];
        x[^7] = 1e6f;
        foreach (float size in (float[])[1e-30f, 1e-20f, 1e-4f, 1, 1e5f, 1e6f, 1e9f, 1e12f, 1e35f])
        {
            float[] weight = [.. Samples.Between(-1, 1, Outputs * Inputs, seed: 2).Select(value => value * size)];

            float[] full = Products.Linear(GemmTargets.Best.Name, x, weight, bias: null, Inputs, Outputs);
            float[] actual = Products.Linear(target, x, weight, bias: null, Inputs, Outputs, Precision.Autocast);

            for (int row = 0; row < sizes.Length; row++)
            {
                float[] single = full[(row * Outputs)..((row + 1) * Outputs)];
                if (single.All(float.IsFinite))
                {
                    AssertRow(target, x[(row * Inputs)..((row + 1) * Inputs)], weight, actual[(row * Outputs)..((row + 1) * Outputs)], $"row {row}, weights of {size:G1}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Weights_near_the_end_of_single_precision_do_not_round_to_infinity(string target)
    {
        float[] weight = [float.MaxValue, 1, -3.397e38f, 3.3895314e38f];

        float[] actual = Products.Linear(target, [1e-3f], weight, bias: null, inputs: 1, outputs: 4, Precision.Autocast);

        Compare.Relative([.. weight.Select(value => 1e-3 * value)], actual, Tolerances.Mixed(target, 1));
    }

    [Theory, MemberData(nameof(Targets))]
    public void Convolutions_with_weights_of_any_size_stay_as_near(string target)
    {
        ConvolutionShape shape = new(64, 64, 3, 1, 1, 1);
        float[] unit = Samples.Between(-1, 1, 64 * 64 * 9, seed: 3);
        float[] x = Samples.Between(-1, 1, 32 * 32 * 64, seed: 4);
        float[] xSquares = [.. x.Select(value => value * value)];
        float[] squares = [.. unit.Select(value => value * value)];
        int[] elements = [.. Enumerable.Range(0, 500).Select(i => i * 131)];
        foreach (float size in (float[])[1e-20f, 1e-4f, 1e5f, 1e6f, 1e8f, 1e9f, 1e35f])
        {
            float[] weight = [.. unit.Select(value => value * size)];

            float[] actual = Products.Convolve(target, x, weight, bias: null, shape, [1, 32, 32, 64], Precision.Autocast);

            Compare.Rounded(
                [.. elements.Select(i => ReferenceConvolution.Sum(x, weight, shape, 32, 32, i))],
                [.. elements.Select(i => (double)size * size * ReferenceConvolution.Sum(xSquares, squares, shape, 32, 32, i))],
                [.. elements.Select(i => actual[i])],
                Tolerances.MixedFiltering(target, 64),
                $"weights of {size:G1}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_is_not_finite_reaches_all_of_its_row_and_no_other(string target)
    {
        const int Depth = 1301;
        const int Rows = 31;
        float[] weight = [.. Samples.Between(0.5f, 1, Outputs * Depth, seed: 5).Select((value, i) => i % 2 == 0 ? value : -value)];
        float[] x = Samples.Normal(Rows * Depth, seed: 6);
        float[] sound = Products.Linear(target, x, weight, bias: null, Depth, Outputs, Precision.Autocast);
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach ((int row, int column) in ((int, int)[])[(0, 0), (13, 1), (24, 700), (30, Depth - 1)])
            {
                float[] sick = [.. x];
                sick[(row * Depth) + column] = value;

                float[] actual = Products.Linear(target, sick, weight, bias: null, Depth, Outputs, Precision.Autocast);

                Assert.All(actual[(row * Outputs)..((row + 1) * Outputs)], number => Assert.False(float.IsFinite(number), $"{value} at {row}, {column} is lost"));
                Compare.Bits(sound.AsSpan(0, row * Outputs), actual.AsSpan(0, row * Outputs), "rows above");
                Compare.Bits(sound.AsSpan((row + 1) * Outputs), actual.AsSpan((row + 1) * Outputs), "rows below");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void What_is_not_finite_reaches_all_pixels_around_it_and_no_other_sample(string target)
    {
        foreach ((int inputs, int side) in ((int, int)[])[(64, 32), (64, 8), (20, 9)])
        {
            ConvolutionShape shape = new(inputs, 64, 3, 1, 1, 1);
            float[] weight = Samples.Between(0.5f, 1, 64 * inputs * 9, seed: 7);
            float[] x = Samples.Normal(3 * side * side * inputs, seed: 8);
            float[] sound = Products.Convolve(target, x, weight, bias: null, shape, [3, side, side, inputs], Precision.Autocast);
            foreach (float value in (float[])[float.NaN, float.PositiveInfinity])
            {
                // Column 3 of row 5 of the second sample.
                float[] sick = [.. x];
                sick[(((side * side) + (5 * side) + 3) * inputs) + 11] = value;

                float[] actual = Products.Convolve(target, sick, weight, bias: null, shape, [3, side, side, inputs], Precision.Autocast);

                int sample = side * side * 64;
                for (int pixel = 0; pixel < 9; pixel++)
                {
                    int at = sample + ((((4 + (pixel / 3)) * side) + 2 + (pixel % 3)) * 64);
                    Assert.All(actual[at..(at + 64)], number => Assert.False(float.IsFinite(number), $"{value} is lost at pixel {pixel}"));
                }

                Compare.Bits(sound.AsSpan(0, sample), actual.AsSpan(0, sample), "first sample");
                Compare.Bits(sound.AsSpan(2 * sample), actual.AsSpan(2 * sample), "third sample");
            }
        }
    }

    private static void AssertRow(string target, float[] x, float[] weight, float[] actual, string context)
    {
        double[] expected = ReferenceMatrix.Linear(x, weight, bias: null, Inputs, Outputs);
        double[] squares = new double[Outputs];
        for (int i = 0; i < Outputs * Inputs; i++)
        {
            double product = (double)x[i % Inputs] * weight[i];
            squares[i / Inputs] += product * product;
        }

        Compare.Rounded(expected, squares, actual, Tolerances.Mixed(target, Inputs), context);
    }
}
