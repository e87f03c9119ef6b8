using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>Matrix products on targets that multiply half precision as it is.</summary>
public class MixedProductTests
{
    public static TheoryData<string> Targets => Products.MixedTargets;

    [Theory, MemberData(nameof(Targets))]
    public void Linear_is_as_near_to_the_reference_as_rounded_factors_allow(string target)
    {
        foreach (TheoryDataRow<int, int, int> shape in MatrixTests.Shapes)
        {
            (int rows, int inputs, int outputs) = shape.Data;
            float[] x = Samples.Between(-1, 1, rows * inputs, seed: 1);
            float[] weight = Samples.Between(-1, 1, outputs * inputs, seed: 2);
            float[] bias = Samples.Between(-1, 1, outputs, seed: 3);
            double[] expected = ReferenceMatrix.Linear(x, weight, bias, inputs, outputs);

            float[] actual = Products.Linear(target, x, weight, bias, inputs, outputs, Precision.Autocast);

            Compare.Rounded(expected, Squares(x, weight, inputs, outputs), actual, Tolerances.Mixed(target, inputs), $"{rows} x {inputs} x {outputs}");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void A_gated_product_is_values_times_gelu_of_gates(string target)
    {
        const int Inputs = 129;
        foreach (int outputs in (int[])[1, 8, 16, 21, 48])
        {
            // Weights as small as trained ones, so that sums stay where gelu is no steeper than 1.2 and the values below 2.
            float[] x = Samples.Between(-1, 1, 15 * Inputs, seed: 4);
            float[] weight = Samples.Between(-0.1f, 0.1f, 2 * outputs * Inputs, seed: 5);
            float[] bias = Samples.Between(-1, 1, 2 * outputs, seed: 6);
            float[] added = Samples.Between(-1, 1, 15 * outputs, seed: 7);
            double[] sums = ReferenceMatrix.Linear(x, weight, bias, Inputs, 2 * outputs);
            double[] expected = ReferenceMatrix.Finish(ReferenceMatrix.Gate(sums, outputs), shift: null, Activation.None, added, samples: 3, outputs);
            double[] squares = Squares(x, weight, Inputs, 2 * outputs);
            using CpuDevice device = Products.Device(target, Precision.Autocast);
            using LinearWeights weights = device.PrepareLinear("w", Products.Host("w", weight, 2 * outputs, Inputs), Products.Host("b", bias, 2 * outputs), gated: true);
            Tensor residual = device.Upload(added, [3, 5, outputs]);

            float[] actual = Products.Values(device.Linear(device.Upload(x, [3, 5, Inputs]), weights, new Epilogue(Residual: residual)));

            double[] both = [.. expected.Select((_, i) => 10 * (squares[(i / outputs * 2 * outputs) + (i % outputs)] + squares[(i / outputs * 2 * outputs) + outputs + (i % outputs)]))];
            Compare.Rounded(expected, both, actual, Tolerances.Mixed(target, Inputs), $"{outputs} outputs");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Shift_activation_and_residual_follow_the_bias_in_that_order(string target)
    {
        const int Inputs = 9;
        foreach (Activation activation in (Activation[])[Activation.None, Activation.Silu, Activation.Gelu, Activation.QuickGelu])
        {
            foreach (int outputs in (int[])[1, 7, 16, 33, 64])
            {
                float[] x = Samples.Between(-1, 1, 15 * Inputs, seed: 8);
                float[] weight = Samples.Between(-1, 1, outputs * Inputs, seed: 9);
                float[] bias = Samples.Between(-1, 1, outputs, seed: 10);
                float[] shift = Samples.Between(-1, 1, 3 * outputs, seed: 11);
                float[] added = Samples.Between(-1, 1, 15 * outputs, seed: 12);
                double[] expected = ReferenceMatrix.Finish(ReferenceMatrix.Linear(x, weight, bias, Inputs, outputs), shift, activation, added, samples: 3, outputs);
                using CpuDevice device = Products.Device(target, Precision.Autocast);
                using LinearWeights weights = device.PrepareLinear("w", Products.Host("w", weight, outputs, Inputs), Products.Host("b", bias, outputs));
                Epilogue epilogue = new(device.Upload(shift, [3, outputs]), activation, device.Upload(added, [3, 5, outputs]));

                float[] actual = Products.Values(device.Linear(device.Upload(x, [3, 5, Inputs]), weights, epilogue));

                // No activation is steeper than 1.2.
                double[] squares = [.. Squares(x, weight, Inputs, outputs).Select(square => 1.44 * square)];
                Compare.Rounded(expected, squares, actual, Tolerances.Mixed(target, Inputs) + Tolerances.Epilogue, $"{activation}, {outputs} outputs");
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Neither_threads_nor_other_rows_change_a_row(string target)
    {
        const int Inputs = 971;
        const int Outputs = 70;
        float[] x = Samples.Normal(500 * Inputs, seed: 13);
        float[] weight = Samples.Between(-1, 1, Outputs * Inputs, seed: 14);

        float[] one = Products.Linear(target, x, weight, bias: null, Inputs, Outputs, Precision.Autocast, threads: 1);

        Compare.Bits(one, Products.Linear(target, x, weight, bias: null, Inputs, Outputs, Precision.Autocast, threads: 2), "two threads");
        Compare.Bits(one, Products.Linear(target, x, weight, bias: null, Inputs, Outputs, Precision.Autocast, threads: 7), "seven threads");
        foreach (int row in (int[])[0, 11, 12, 23, 137, 499])
        {
            float[] alone = Products.Linear(target, x[(row * Inputs)..((row + 1) * Inputs)], weight, bias: null, Inputs, Outputs, Precision.Autocast);
            Compare.Bits(alone, one.AsSpan(row * Outputs, Outputs), $"row {row} alone");
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void No_rows_give_no_rows(string target)
    {
        Assert.Empty(Products.Linear(target, [], new float[35], bias: null, inputs: 7, outputs: 5, Precision.Autocast));
    }

    [Theory, MemberData(nameof(Targets))]
    public void Weights_take_two_bytes(string target)
    {
        using CpuDevice device = Products.Device(target, Precision.Autocast);

        using LinearWeights even = device.PrepareLinear("w", Products.Host("w", new float[64 * 10], 64, 10), bias: null);
        using LinearWeights odd = device.PrepareLinear("w", Products.Host("w", new float[64 * 9], 64, 9), bias: null);

        Assert.Equal((64 * 10 * 2, 64 * 10 * 2), (even.Bytes, odd.Bytes));
    }

    [Theory, MemberData(nameof(Products.Targets), MemberType = typeof(Products))]
    public void Targets_without_assembled_kernels_hold_float16_and_make_it_single_precision_where_it_is_used(string target)
    {
        using CpuDevice device = Products.Device(target, Precision.Autocast);

        Assert.Equal(PanelForm.Half, device.Target.RoundedForm);
    }

    private static double[] Squares(float[] x, float[] weight, int inputs, int outputs)
        => ReferenceMatrix.Linear([.. x.Select(value => value * value)], [.. weight.Select(value => value * value)], bias: null, inputs, outputs);
}
