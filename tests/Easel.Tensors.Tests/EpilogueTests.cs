using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests;

public class EpilogueTests
{
    private const int Samples = 3;
    private const int Rows = 5;
    private const int Inputs = 9;

    // A formula's own error beside that of the sums, of values up to about 10.
    private const double FormulaTolerance = 2e-6;

    [Theory]
    [InlineData(Activation.None, true, true)]
    [InlineData(Activation.Silu, true, true)]
    [InlineData(Activation.Gelu, false, true)]
    [InlineData(Activation.QuickGelu, true, false)]
    [InlineData(Activation.Silu, false, false)]
    public void Shift_activation_and_residual_follow_the_bias_in_that_order(Activation activation, bool shifted, bool residual)
    {
        foreach (int outputs in (int[])[1, 7, 8, 33, 64])
        {
            float[] x = Operands.Random(Samples * Rows * Inputs, seed: 1);
            float[] weight = Operands.Random(outputs * Inputs, seed: 2);
            float[] bias = Operands.Random(outputs, seed: 3);
            float[]? shift = shifted ? Operands.Random(Samples * outputs, seed: 4) : null;
            float[]? added = residual ? Operands.Random(Samples * Rows * outputs, seed: 5) : null;
            double[] sums = ReferenceMatrix.Linear(x, weight, bias, Inputs, outputs);
            double[] expected = ReferenceMatrix.Finish(sums, shift, activation, added, Samples, outputs);

            float[][] results = [.. GemmTargets.All.Select(target => Linear(target.Name, x, weight, bias, outputs, shift, activation, added, gated: false))];

            foreach (float[] result in results)
            {
                Operands.Near(expected, result, FormulaTolerance);
                Operands.Same(results[^1], result);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(21)]
    [InlineData(48)]
    public void A_gated_product_is_values_times_gelu_of_gates(int outputs)
    {
        float[] x = Operands.Random(Samples * Rows * Inputs, seed: 6);
        float[] weight = Operands.Random(2 * outputs * Inputs, seed: 7);
        float[] bias = Operands.Random(2 * outputs, seed: 8);
        float[] added = Operands.Random(Samples * Rows * outputs, seed: 9);
        double[] gated = ReferenceMatrix.Gate(ReferenceMatrix.Linear(x, weight, bias, Inputs, 2 * outputs), outputs);
        double[] expected = ReferenceMatrix.Finish(gated, shift: null, Activation.None, added, Samples, outputs);

        float[][] results = [.. GemmTargets.All.Select(target => Linear(target.Name, x, weight, bias, outputs, shift: null, Activation.None, added, gated: true))];

        foreach (float[] result in results)
        {
            Operands.Near(expected, result, FormulaTolerance);
            Operands.Same(results[^1], result);
        }
    }

    [Fact]
    public void A_convolution_shifts_every_pixel_of_its_sample()
    {
        ConvolutionShape shape = new(3, 10, 3, 1, 1, 1);
        float[] x = Operands.Random(2 * 4 * 5 * 3, seed: 10);
        float[] weight = Operands.Random(10 * 3 * 9, seed: 11);
        float[] shift = Operands.Random(2 * 10, seed: 12);
        double[] expected = ReferenceMatrix.Finish(
            ReferenceConvolution.Convolve(x, weight, bias: null, shape, 2, 4, 5), shift, Activation.Silu, residual: null, samples: 2, outputs: 10);
        using CpuDevice device = new(2);
        using ConvolutionWeights weights = device.PrepareConvolution("k", Operands.Host("k", weight, 10, 3, 3, 3), bias: null, 1, 1, 1);

        Tensor y = device.Convolve(device.Upload(x, [2, 4, 5, 3]), weights, new Epilogue(device.Upload(shift, [2, 10]), Activation.Silu));

        Operands.Near(expected, Operands.Values(y), FormulaTolerance);
    }

    [Fact]
    public void A_shift_of_other_extents_is_refused()
    {
        using CpuDevice device = new(1);
        using LinearWeights weights = device.PrepareLinear("w", Operands.Host("w", new float[6], 2, 3), bias: null);
        Tensor x = device.Upload(new float[12], [2, 2, 3]);
        Tensor shift = device.Upload(new float[4], [1, 4]);

        Assert.Contains("[2, 2] is wanted", Assert.Throws<ArgumentException>(() => device.Linear(x, weights, new Epilogue(shift))).Message, StringComparison.Ordinal);
    }

    private static float[] Linear(
        string target, float[] x, float[] weight, float[] bias, int outputs, float[]? shift, Activation activation, float[]? residual, bool gated)
    {
        using CpuDevice device = Operands.Device(target);
        HostTensor host = Operands.Host("w", weight, bias.Length, Inputs);
        using LinearWeights weights = device.PrepareLinear("w", host, Operands.Host("b", bias, bias.Length), gated);
        Epilogue epilogue = new(
            shift is null ? null : device.Upload(shift, [Samples, outputs]),
            activation,
            residual is null ? null : device.Upload(residual, [Samples, Rows, outputs]));
        return Operands.Values(device.Linear(device.Upload(x, [Samples, Rows, Inputs]), weights, epilogue));
    }
}
