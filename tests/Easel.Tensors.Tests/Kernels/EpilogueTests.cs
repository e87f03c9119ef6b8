using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests.Kernels;

public class EpilogueTests
{
    private const int Batch = 3;
    private const int Rows = 5;
    private const int Inputs = 9;

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
            float[] x = Samples.Between(-1, 1, Batch * Rows * Inputs, seed: 1);
            float[] weight = Samples.Between(-1, 1, outputs * Inputs, seed: 2);
            float[] bias = Samples.Between(-1, 1, outputs, seed: 3);
            float[]? shift = shifted ? Samples.Between(-1, 1, Batch * outputs, seed: 4) : null;
            float[]? added = residual ? Samples.Between(-1, 1, Batch * Rows * outputs, seed: 5) : null;
            double[] sums = ReferenceMatrix.Linear(x, weight, bias, Inputs, outputs);
            double[] expected = ReferenceMatrix.Finish(sums, shift, activation, added, Batch, outputs);

            float[][] results = [.. GemmTargets.All.Select(target => Linear(target.Name, x, weight, bias, outputs, shift, activation, added, gated: false))];

            foreach (float[] result in results)
            {
                Compare.Absolute(expected, result, Tolerances.Epilogue);
                Compare.Bits(results[^1], result, "other than the scalar target");
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
        float[] x = Samples.Between(-1, 1, Batch * Rows * Inputs, seed: 6);
        float[] weight = Samples.Between(-1, 1, 2 * outputs * Inputs, seed: 7);
        float[] bias = Samples.Between(-1, 1, 2 * outputs, seed: 8);
        float[] added = Samples.Between(-1, 1, Batch * Rows * outputs, seed: 9);
        double[] gated = ReferenceMatrix.Gate(ReferenceMatrix.Linear(x, weight, bias, Inputs, 2 * outputs), outputs);
        double[] expected = ReferenceMatrix.Finish(gated, shift: null, Activation.None, added, Batch, outputs);

        float[][] results = [.. GemmTargets.All.Select(target => Linear(target.Name, x, weight, bias, outputs, shift: null, Activation.None, added, gated: true))];

        foreach (float[] result in results)
        {
            Compare.Absolute(expected, result, Tolerances.Epilogue);
            Compare.Bits(results[^1], result, "other than the scalar target");
        }
    }

    [Fact]
    public void A_convolution_shifts_every_pixel_of_its_sample()
    {
        ConvolutionShape shape = new(3, 10, 3, 1, 1, 1);
        float[] x = Samples.Between(-1, 1, 2 * 4 * 5 * 3, seed: 10);
        float[] weight = Samples.Between(-1, 1, 10 * 3 * 9, seed: 11);
        float[] shift = Samples.Between(-1, 1, 2 * 10, seed: 12);
        double[] expected = ReferenceMatrix.Finish(
            ReferenceConvolution.Convolve(x, weight, bias: null, shape, 2, 4, 5), shift, Activation.Silu, residual: null, samples: 2, outputs: 10);
        using CpuDevice device = new(2);
        using ConvolutionWeights weights = device.PrepareConvolution("k", Products.Host("k", weight, 10, 3, 3, 3), bias: null, 1, 1, 1);

        Tensor y = device.Convolve(device.Upload(x, [2, 4, 5, 3]), weights, new Epilogue(device.Upload(shift, [2, 10]), Activation.Silu));

        Compare.Absolute(expected, Products.Values(y), Tolerances.Epilogue);
    }

    [Fact]
    public void A_shift_of_other_extents_is_refused()
    {
        using CpuDevice device = new(1);
        using LinearWeights weights = device.PrepareLinear("w", Products.Host("w", new float[6], 2, 3), bias: null);
        Tensor x = device.Upload(new float[12], [2, 2, 3]);
        Tensor shift = device.Upload(new float[4], [1, 4]);

        Assert.Contains("[2, 2] is wanted", Assert.Throws<ArgumentException>(() => device.Linear(x, weights, new Epilogue(shift))).Message, StringComparison.Ordinal);
    }

    private static float[] Linear(
        string target, float[] x, float[] weight, float[] bias, int outputs, float[]? shift, Activation activation, float[]? residual, bool gated)
    {
        using CpuDevice device = Products.Device(target);
        HostTensor host = Products.Host("w", weight, bias.Length, Inputs);
        using LinearWeights weights = device.PrepareLinear("w", host, Products.Host("b", bias, bias.Length), gated);
        Epilogue epilogue = new(
            shift is null ? null : device.Upload(shift, [Batch, outputs]),
            activation,
            residual is null ? null : device.Upload(residual, [Batch, Rows, outputs]));
        return Products.Values(device.Linear(device.Upload(x, [Batch, Rows, Inputs]), weights, epilogue));
    }
}
