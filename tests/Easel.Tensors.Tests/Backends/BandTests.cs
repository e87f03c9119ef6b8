using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tensors.Tests.Backends;

/// <summary>Operations on bands of rows give the bits of the whole map.</summary>
public class BandTests
{
    /// <summary>Targets by inputs, outputs and rows of a band: direct and by minimal filtering.</summary>
    public static TheoryData<string, int, int, int> Convolutions()
    {
        TheoryData<string, int, int, int> cases = [];
        foreach (string target in Products.Targets.Select(row => row.Data))
        {
            foreach ((int inputs, int outputs) in ((int, int)[])[(5, 3), (36, 20), (64, 72)])
            {
                foreach (int rows in (int[])[4, 8, 12])
                {
                    cases.Add(target, inputs, outputs, rows);
                }
            }
        }

        return cases;
    }

    [Theory, MemberData(nameof(Convolutions))]
    public void Bands_of_a_convolution_are_rows_of_the_whole(string target, int inputs, int outputs, int rows)
    {
        const int Height = 18;
        using CpuDevice device = Products.Device(target);
        using ConvolutionWeights weights = Convolution(device, inputs, outputs, stride: 1);
        Tensor x = device.Upload(Samples.Between(-1, 1, 2 * Height * 9 * inputs, seed: 1), [2, Height, 9, inputs]);
        float[] whole = Products.Values(device.Convolve(x, weights));

        foreach (bool ready in (bool[])[false, true])
        {
            using IDisposable? kept = ready ? device.KeepReady(weights) : null;
            for (int first = 0; first < Height; first += rows)
            {
                int end = Math.Min(Height, first + rows);
                Halo halo = (first > 0 ? Halo.Above : 0) | (end < Height ? Halo.Below : 0);
                Tensor band = Rows(x, Math.Max(0, first - 1), Math.Min(Height, end + 1));

                Tensor y = device.Convolve(band, weights, halo: halo);

                Assert.Equal([2, end - first, 9, outputs], y.Shape);
                Compare.Bits(RowsOf(whole, 2, Height, 9 * outputs, first, end), Products.Values(y), $"rows {first} to {end}");
            }
        }
    }

    [Theory, MemberData(nameof(Convolutions))]
    public void Bands_of_a_convolution_that_halves_are_rows_of_the_whole(string target, int inputs, int outputs, int rows)
    {
        const int Height = 35;
        using CpuDevice device = Products.Device(target);
        using ConvolutionWeights weights = Convolution(device, inputs, outputs, stride: 2, padBefore: 0);
        Tensor x = device.Upload(Samples.Between(-1, 1, 2 * Height * 9 * inputs, seed: 1), [2, Height, 9, inputs]);
        Tensor y = device.Convolve(x, weights);
        float[] whole = Products.Values(y);
        int last = y.Shape[1];

        for (int first = 0; first < last; first += rows)
        {
            int end = Math.Min(last, first + rows);
            Tensor band = Rows(x, 2 * first, end < last ? (2 * end) + 1 : Height);

            Tensor part = device.Convolve(band, weights, halo: end < last ? Halo.Below : Halo.None);

            Assert.Equal([2, end - first, y.Shape[2], outputs], part.Shape);
            Compare.Bits(RowsOf(whole, 2, last, y.Shape[2] * outputs, first, end), Products.Values(part), $"rows {first} to {end}");
        }
    }

    [Theory]
    [InlineData(320, 7)]
    [InlineData(96, 1)]
    [InlineData(64, 5)]
    [InlineData(6, 3)]
    public void A_norm_in_bands_is_the_norm_of_the_whole(int channels, int rows)
    {
        // Runs of pixels, over which sums are in single precision, cross the bands.
        const int Height = 23;
        const int Width = 37;
        using CpuDevice device = new(threads: 2);
        using NormWeights weights = Norm(device, channels);
        Tensor x = device.Upload(Samples.Normal(2 * Height * Width * channels, seed: 1, mean: 3), [2, Height, Width, channels]);
        float[] whole = Products.Values(device.GroupNorm(x, weights, 2, 1e-6f, Activation.Silu));
        Tensor[] bands = [.. Enumerable.Range(0, (Height + rows - 1) / rows).Select(band => Rows(x, band * rows, Math.Min(Height, (band + 1) * rows)))];

        Tensor measured = device.MeasureGroups(bands, weights, 2, 1e-6f);
        Tensor undivided = device.MeasureGroups([x], weights, 2, 1e-6f);
        Tensor y = device.Normalize([x], measured, weights, Activation.Silu);

        Compare.Bits(Products.Values(undivided), Products.Values(measured), "what was measured");
        Compare.Bits(whole, Products.Values(y), "normalised");
    }

    [Fact]
    public void Rows_are_normalised_and_put_together()
    {
        using CpuDevice device = new(threads: 2);
        using NormWeights weights = Norm(device, 48);
        Tensor x = device.Upload(Samples.Normal(20 * 31 * 48, seed: 1), [1, 20, 31, 48]);
        float[] whole = Products.Values(device.GroupNorm(x, weights, 4, 1e-6f, Activation.Silu));
        Tensor measured = device.MeasureGroups([x], weights, 4, 1e-6f);
        Tensor rows = x.Reshape([20, 31, 48]);

        Tensor y = device.Normalize([rows.Slice(3, 1), rows.Slice(4, 8), rows.Slice(12, 1)], measured, weights, Activation.Silu);

        Assert.Equal([10, 31, 48], y.Shape);
        Compare.Bits(whole.AsSpan(3 * 31 * 48, 10 * 31 * 48), Products.Values(y), "rows 3 to 12");
    }

    [Fact]
    public void Kernels_are_kept_ready_until_they_are_let_go()
    {
        using CpuDevice device = new(threads: 1);
        using ConvolutionWeights weights = Convolution(device, 64, 64, stride: 1);
        long before = device.ActivationsHeld;

        IDisposable outer = device.KeepReady(weights);
        long ready = device.ActivationsHeld;
        device.KeepReady(weights).Dispose();

        Assert.InRange(ready - before, 64 * 64 * 36 * sizeof(float), 64 * 64 * 40 * sizeof(float));
        Assert.Equal(ready, device.ActivationsHeld);
        outer.Dispose();
        Assert.Equal(before, device.ActivationsHeld);
    }

    [Fact]
    public void Kernels_kept_in_a_scope_that_has_ended_are_not_used()
    {
        using CpuDevice device = new(threads: 1);
        using ConvolutionWeights weights = Convolution(device, 64, 64, stride: 1);
        Tensor x = device.Upload(Samples.Normal(8 * 8 * 64, seed: 1), [1, 8, 8, 64]);
        float[] expected = Products.Values(device.Convolve(x, weights));

        using (device.BeginScope())
        {
            _ = device.KeepReady(weights);
        }

        Tensor noise = device.Upload(Samples.Normal(64 * 64 * 40, seed: 2), [64 * 64 * 40]);
        Compare.Bits(expected, Products.Values(device.Convolve(x, weights)), "after the scope");
        Assert.False(noise.Shape.Count == 0);
    }

    [Fact]
    public void Bands_that_cannot_be_are_refused()
    {
        using CpuDevice device = new(threads: 1);
        using ConvolutionWeights halving = Convolution(device, 4, 4, stride: 2);
        using ConvolutionWeights below = Convolution(device, 4, 4, stride: 2, padBefore: 0);
        using ConvolutionWeights whole = Convolution(device, 4, 4, stride: 1);
        using NormWeights norm = Norm(device, 4);
        Tensor x = device.Upload(new float[2 * 2 * 3 * 4], [2, 2, 3, 4]);
        Tensor measured = device.MeasureGroups([x], norm, 2, 1e-6f);

        Assert.Contains("stride 1", Assert.Throws<ArgumentException>(() => device.Convolve(x, halving, halo: Halo.Above)).Message, StringComparison.Ordinal);
        Assert.Contains("stride 2", Assert.Throws<ArgumentException>(() => device.Convolve(x, below, halo: Halo.Below)).Message, StringComparison.Ordinal);
        Assert.Contains("stride 2", Assert.Throws<ArgumentException>(() => device.Convolve(x, below, halo: Halo.Above)).Message, StringComparison.Ordinal);
        Assert.Contains("a row of the band's own", Assert.Throws<ArgumentException>(() => device.Convolve(x, whole, halo: Halo.Above | Halo.Below)).Message, StringComparison.Ordinal);
        Assert.Contains("rows of one sample", Assert.Throws<ArgumentException>(() => device.Normalize([x, x], measured, norm, Activation.None)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.MeasureGroups([], norm, 2, 1e-6f));
        Assert.Throws<ArgumentException>(() => device.MeasureGroups([x, device.Upload(new float[24], [1, 2, 3, 4])], norm, 2, 1e-6f));
    }

    [Fact]
    public void Stacks_have_any_number_of_parts()
    {
        using CpuDevice device = new(threads: 2);
        Tensor[] parts = [device.Upload([1f, 2], [1, 2]), device.Upload([3f, 4, 5, 6], [2, 2]), device.Upload([7f, 8], [1, 2])];

        Tensor all = device.Stack(parts);

        Assert.Equal([4, 2], all.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Products.Values(all));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Stack());
    }

    private static ConvolutionWeights Convolution(CpuDevice device, int inputs, int outputs, int stride, int padBefore = 1) => device.PrepareConvolution(
        "k",
        Products.Host("k", Samples.Between(-1, 1, outputs * inputs * 9, seed: 2), outputs, inputs, 3, 3),
        Products.Host("b", Samples.Between(-1, 1, outputs, seed: 3), outputs),
        stride,
        padBefore,
        padAfter: 1);

    private static NormWeights Norm(CpuDevice device, int channels)
        => device.PrepareNorm("norm", Products.Host("scale", Samples.Normal(channels, seed: 4), channels), Products.Host("shift", Samples.Normal(channels, seed: 5), channels));

    /// <summary>Some rows of every sample, as a tensor of its own.</summary>
    private static Tensor Rows(Tensor x, int first, int end)
    {
        Shape shape = x.Shape;
        return x.Device.Upload(RowsOf(Products.Values(x), shape[0], shape[1], shape[2] * shape[3], first, end), shape.With(1, end - first));
    }

    private static float[] RowsOf(float[] values, int batch, int height, int rowFloats, int first, int end)
        => [.. Enumerable.Range(0, batch).SelectMany(sample => values.AsSpan(((sample * height) + first) * rowFloats, (end - first) * rowFloats).ToArray())];
}
