using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Kernels.Winograd;

namespace Easel.Tensors.Tests.Kernels;

public class ConvolutionTests
{
    /// <summary>Batch, height, width, inputs, outputs, kernel, stride, zeros before, zeros after.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int, int> Shapes => new()
    {
        { 1, 1, 1, 1, 1, 3, 1, 1, 1 },
        { 1, 5, 7, 4, 33, 3, 1, 1, 1 },
        { 2, 6, 5, 40, 4, 3, 1, 1, 1 },
        { 2, 4, 9, 37, 3, 3, 1, 1, 1 },
        { 2, 7, 6, 13, 18, 3, 2, 1, 1 },
        { 1, 8, 6, 16, 17, 3, 2, 0, 1 },
        { 1, 9, 7, 5, 8, 3, 2, 0, 1 },
        { 2, 5, 4, 8, 8, 3, 1, 0, 0 },
        { 2, 3, 5, 70, 24, 1, 1, 0, 0 },
        { 1, 5, 5, 6, 16, 1, 2, 0, 0 },
        { 1, 13, 17, 36, 16, 3, 1, 1, 1 },

        // By minimal filtering: tiles of 4 x 4 cut off below and on the right, more tiles than one piece takes, more channels than one block, narrow panels.
        { 1, 1, 1, 64, 64, 3, 1, 1, 1 },
        { 2, 5, 7, 67, 70, 3, 1, 1, 1 },
        { 3, 4, 8, 64, 88, 3, 1, 1, 1 },
        { 1, 30, 31, 64, 65, 3, 1, 1, 1 },
        { 1, 6, 5, 333, 72, 3, 1, 1, 1 },
        { 2, 3, 9, 64, 660, 3, 1, 1, 1 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Convolution_matches_the_reference_on_every_target(
        int batch, int height, int width, int inputs, int outputs, int kernel, int stride, int padBefore, int padAfter)
    {
        ConvolutionShape shape = new(inputs, outputs, kernel, stride, padBefore, padAfter);
        float[] x = Samples.Between(-1, 1, batch * height * width * inputs, seed: 1);
        float[] weight = Samples.Between(-1, 1, outputs * inputs * kernel * kernel, seed: 2);
        float[] bias = Samples.Between(-1, 1, outputs, seed: 3);
        double[] expected = ReferenceConvolution.Convolve(x, weight, bias, shape, batch, height, width);

        float[][] results = [.. GemmTargets.All.Select(target => Products.Convolve(target.Name, x, weight, bias, shape, [batch, height, width, inputs]))];

        int terms = inputs * kernel * kernel;
        double tolerance = Filtering.IsWorthwhile(shape) ? Tolerances.Filtering(terms) : Tolerances.Product(terms);
        foreach (float[] result in results)
        {
            Compare.Absolute(expected, result, tolerance);
            Compare.Bits(results[^1], result, "other than the scalar target");
        }
    }

    [Fact]
    public void Extents_are_those_of_the_formula()
    {
        using CpuDevice device = new(1);
        using ConvolutionWeights weights = device.PrepareConvolution("k", Products.Host("k", new float[3 * 2 * 9], 3, 2, 3, 3), bias: null, stride: 2, padBefore: 0, padAfter: 1);

        Tensor y = device.Convolve(device.Upload(new float[2 * 9 * 8 * 2], [2, 9, 8, 2]), weights);

        Assert.Equal(Shape.Of(2, 4, 4, 3), y.Shape);
    }

    [Fact]
    public void A_convolution_in_half_precision_rounds_only_weights()
    {
        ConvolutionShape shape = new(40, 20, 3, 1, 1, 1);
        float[] x = Samples.Between(-1, 1, 6 * 6 * 40, seed: 4);
        float[] weight = [.. Samples.Between(-1, 1, 20 * 40 * 9, seed: 5).Select(value => (float)(Half)value)];

        float[] full = Products.Convolve(GemmTargets.Best.Name, x, weight, bias: null, shape, [1, 6, 6, 40]);
        float[] half = Products.Convolve(GemmTargets.Best.Name, x, weight, bias: null, shape, [1, 6, 6, 40], Precision.Autocast);

        Compare.Bits(full, half, "weights in half precision");
    }

    [Fact]
    public void Wrong_extents_are_named()
    {
        using CpuDevice device = new(1);
        using ConvolutionWeights weights = device.PrepareConvolution("k", Products.Host("k", new float[3 * 2 * 9], 3, 2, 3, 3), bias: null, 1, 0, 0);
        Tensor few = device.Upload(new float[9], [1, 3, 3, 1]);
        Tensor small = device.Upload(new float[2 * 4], [1, 2, 2, 2]);

        Assert.Contains("'k' wants", Assert.Throws<ArgumentException>(() => device.Convolve(few, weights)).Message, StringComparison.Ordinal);
        Assert.Contains("smaller than the kernel of 'k'", Assert.Throws<ArgumentException>(() => device.Convolve(small, weights)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'five' is [1, 1, 5, 5]",
            Assert.Throws<ArgumentException>(() => device.PrepareConvolution("five", Products.Host("five", new float[25], 1, 1, 5, 5), null, 1, 2, 2)).Message,
            StringComparison.Ordinal);
    }
}
