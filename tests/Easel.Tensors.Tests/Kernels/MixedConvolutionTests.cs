using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Kernels.Winograd;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>Convolutions on targets that multiply half precision as it is.</summary>
public class MixedConvolutionTests
{
    // A prime, so that the elements looked at lie in all columns and rows.
    private const int Apart = 997;

    public static TheoryData<string> Targets => Products.MixedTargets;

    /// <summary>
    /// Batch, height, width, inputs, outputs: maps of 32 x 32 pixels and more, where float16 uses minimal filtering too. Tiles cut off, one and several blocks of
    /// channels, odd ones, odd outputs, kernels too many to be kept, which pieces transform as they need them.
    /// </summary>
    public static TheoryData<int, int, int, int, int> LargeMaps => new()
    {
        { 1, 32, 32, 64, 64 },
        { 2, 33, 35, 65, 71 },
        { 1, 31, 34, 321, 66 },
        { 1, 32, 32, 643, 64 },
        { 1, 32, 33, 701, 601 },
    };

    [Theory, MemberData(nameof(Targets))]
    public void Convolution_is_as_near_to_the_reference_as_rounded_factors_allow(string target)
    {
        foreach (TheoryDataRow<int, int, int, int, int, int, int, int, int> row in ConvolutionTests.Shapes)
        {
            (int batch, int height, int width, int inputs, int outputs, int kernel, int stride, int padBefore, int padAfter) = row.Data;
            AssertNear(target, new ConvolutionShape(inputs, outputs, kernel, stride, padBefore, padAfter), [batch, height, width, inputs]);
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Strides_and_taps_of_many_channels_are_as_near(string target)
    {
        AssertNear(target, new ConvolutionShape(651, 33, 3, 2, 1, 1), [2, 5, 7, 651]);
        AssertNear(target, new ConvolutionShape(651, 70, 3, 1, 1, 1), [2, 5, 7, 651]);
        AssertNear(target, new ConvolutionShape(645, 17, 1, 1, 0, 0), [1, 9, 5, 645]);
        AssertNear(target, new ConvolutionShape(67, 31, 3, 2, 0, 1), [1, 33, 32, 67]);
        AssertNear(target, new ConvolutionShape(1, 1, 3, 1, 1, 1), [1, 3, 200, 1]);
    }

    [Theory, MemberData(nameof(Targets))]
    public void Large_maps_are_as_near_as_minimal_filtering_allows(string target)
    {
        foreach (TheoryDataRow<int, int, int, int, int> row in LargeMaps)
        {
            (int batch, int height, int width, int inputs, int outputs) = row.Data;
            AssertNear(target, new ConvolutionShape(inputs, outputs, 3, 1, 1, 1), [batch, height, width, inputs]);
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Shift_activation_and_residual_follow_minimal_filtering(string target)
    {
        ConvolutionShape shape = new(64, 70, 3, 1, 1, 1);
        float[] x = Samples.Between(-1, 1, 2 * 32 * 33 * 64, seed: 4);
        float[] weight = Samples.Between(-0.1f, 0.1f, 70 * 64 * 9, seed: 5);
        float[] shift = Samples.Between(-1, 1, 2 * 70, seed: 6);
        float[] added = Samples.Between(-1, 1, 2 * 32 * 33 * 70, seed: 7);
        float[] sums = Products.Convolve(target, x, weight, bias: null, shape, [2, 32, 33, 64], Precision.Autocast);
        double[] expected = ReferenceMatrix.Finish([.. sums.Select(sum => (double)sum)], shift, Activation.Silu, added, samples: 2, outputs: 70);
        using CpuDevice device = Products.Device(target, Precision.Autocast);
        using ConvolutionWeights weights = device.PrepareConvolution("k", Products.Host("k", weight, 70, 64, 3, 3), bias: null, 1, 1, 1);
        Epilogue epilogue = new(device.Upload(shift, [2, 70]), Activation.Silu, device.Upload(added, [2, 32, 33, 70]));

        float[] actual = Products.Values(device.Convolve(device.Upload(x, [2, 32, 33, 64]), weights, epilogue));

        Compare.Absolute(expected, actual, Tolerances.Epilogue, "epilogue");
    }

    [Theory, MemberData(nameof(Targets))]
    public void Neither_threads_nor_other_samples_change_a_sample(string target)
    {
        AssertAlone(target, new ConvolutionShape(64, 72, 3, 1, 1, 1), height: 33, width: 34);
        AssertAlone(target, new ConvolutionShape(64, 72, 3, 1, 1, 1), height: 7, width: 5);
        AssertAlone(target, new ConvolutionShape(640, 641, 3, 1, 1, 1), height: 32, width: 32);
        AssertAlone(target, new ConvolutionShape(81, 33, 3, 2, 1, 1), height: 15, width: 9);
        AssertAlone(target, new ConvolutionShape(650, 33, 1, 1, 0, 0), height: 6, width: 9);
    }

    [Theory, MemberData(nameof(Targets))]
    public void No_samples_give_none(string target)
    {
        float[] weight = Samples.Between(-1, 1, 64 * 64 * 9, seed: 10);

        Assert.Empty(Products.Convolve(target, [], weight, bias: null, new ConvolutionShape(64, 64, 3, 1, 1, 1), [0, 40, 40, 64], Precision.Autocast));
        Assert.Empty(Products.Convolve(target, [], weight, bias: null, new ConvolutionShape(64, 64, 3, 2, 1, 1), [0, 40, 40, 64], Precision.Autocast));
    }

    /// <summary>A look at every element, or at one of many where there are many.</summary>
    private static void AssertNear(string target, ConvolutionShape shape, Shape extents)
    {
        int taps = shape.Kernel * shape.Kernel;
        float[] x = Samples.Between(-1, 1, (int)extents.Count, seed: 1);
        float[] weight = Samples.Between(-1, 1, shape.Outputs * shape.Inputs * taps, seed: 2);
        float[] bias = Samples.Between(-1, 1, shape.Outputs, seed: 3);

        float[] all = Products.Convolve(target, x, weight, bias, shape, extents, Precision.Autocast);

        int step = all.Length > 50 * Apart ? Apart : 1;
        int[] elements = [.. Enumerable.Range(0, (all.Length + step - 1) / step).Select(i => i * step)];
        float[] xSquares = [.. x.Select(value => value * value)];
        float[] weightSquares = [.. weight.Select(value => value * value)];
        double[] expected = [.. elements.Select(i => bias[i % shape.Outputs] + ReferenceConvolution.Sum(x, weight, shape, extents[1], extents[2], i))];
        double[] squares = [.. elements.Select(i => ReferenceConvolution.Sum(xSquares, weightSquares, shape, extents[1], extents[2], i))];
        float[] actual = [.. elements.Select(i => all[i])];
        bool isFiltered = target == "avx512-fp16" && Filtering.IsWorthwhile(shape) && Filtering.IsWide(extents[2]);
        double tolerance = isFiltered ? Tolerances.MixedFiltering(target, shape.Inputs) : Tolerances.Mixed(target, shape.Inputs * taps);
        Compare.Rounded(expected, squares, actual, tolerance, $"{shape} of {extents}");
    }

    private static void AssertAlone(string target, ConvolutionShape shape, int height, int width)
    {
        int count = height * width * shape.Inputs;
        float[] x = Samples.Normal(3 * count, seed: 8);
        float[] weight = Samples.Between(-1, 1, shape.Outputs * shape.Inputs * shape.Kernel * shape.Kernel, seed: 9);

        float[] batch = Products.Convolve(target, x, weight, bias: null, shape, [3, height, width, shape.Inputs], Precision.Autocast, threads: 1);
        float[] two = Products.Convolve(target, x, weight, bias: null, shape, [3, height, width, shape.Inputs], Precision.Autocast, threads: 2);
        float[] seven = Products.Convolve(target, x, weight, bias: null, shape, [3, height, width, shape.Inputs], Precision.Autocast, threads: 7);
        float[] second = Products.Convolve(target, x[count..(2 * count)], weight, bias: null, shape, [1, height, width, shape.Inputs], Precision.Autocast);

        Compare.Bits(batch, two, $"two threads, {shape}");
        Compare.Bits(batch, seven, $"seven threads, {shape}");
        Compare.Bits(second, batch.AsSpan(second.Length, second.Length), $"second sample alone, {shape}");
    }
}
