using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda.Tests.Operations;

/// <summary>Normalisations on the card.</summary>
public sealed class NormalizationTests(DevicePairs pairs) : IClassFixture<DevicePairs>
{
    /// <summary>Channels, groups, extents and batch.</summary>
    public static TheoryData<Precision, int, int, int, int, int> Maps()
    {
        (int Channels, int Groups, int Height, int Width, int Batch)[] maps =
        [
            (320, 32, 5, 7, 2), // Pieces of sixteen bytes lie in two groups.
            (128, 32, 9, 4, 1), // Two groups in a piece.
            (64, 32, 3, 5, 3), // Four groups in a piece of halves: element by element.
            (2560, 32, 2, 2, 2),
            (224, 32, 6, 3, 1), // The last slice has fewer channels.
            (512, 1, 3, 3, 2),
            (36, 4, 5, 3, 2), // Not whole pieces of halves.
            (35, 5, 11, 7, 3), // Not whole pieces.
            (320, 32, 23, 29, 2), // The rest in two launches.
            (96, 2, 31, 17, 1),
            (128, 32, 33, 21, 2),
            (66, 3, 40, 41, 1),
        ];
        TheoryData<Precision, int, int, int, int, int> cases = [];
        foreach ((int channels, int groups, int height, int width, int batch) in maps)
        {
            cases.Add(Precision.Full, channels, groups, height, width, batch);
            cases.Add(Precision.Autocast, channels, groups, height, width, batch);
        }

        return cases;
    }

    /// <summary>Widths that lie in registers, in each number of pieces, and others.</summary>
    public static TheoryData<Precision, int, int> Rows()
    {
        TheoryData<Precision, int, int> cases = [];
        foreach ((int width, int rows) in ((int, int)[])[(320, 9), (512, 4), (640, 3), (768, 5), (1280, 2), (2560, 2), (4096, 2), (40, 7), (8, 3), (37, 6), (1, 2)])
        {
            cases.Add(Precision.Full, width, rows);
            cases.Add(Precision.Autocast, width, rows);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Maps))]
    public void Groups_are_normalised_as_on_the_processor(Precision precision, int channels, int groups, int height, int width, int batch)
    {
        float[] x = Inputs(batch * height * width * channels);

        // The largest maps take as long as all others; of two launches too smaller ones are tried with each.
        Activation[] activations = x.Length > 150_000 ? [Activation.Silu] : [Activation.None, Activation.Silu, Activation.Gelu];
        foreach (Activation activation in activations)
        {
            pairs[precision].AssertSame(
                device => device.GroupNorm(device.Upload(x, [batch, height, width, channels]), Norm(device, channels), groups, 1e-5f, activation),
                Tolerance.Normalization(precision),
                $"{activation}");
        }
    }

    /// <summary>Maps that are too large for a block alone.</summary>
    [Theory]
    [InlineData(320, 32, 23, 29, 2)]
    [InlineData(96, 2, 31, 17, 1)]
    [InlineData(960, 32, 19, 11, 1)] // Slices of four groups.
    [InlineData(2560, 32, 15, 16, 1)]
    [InlineData(1024, 1, 5, 7, 1)] // One slice; the last of eight blocks has no pixels.
    [InlineData(128, 32, 33, 21, 3)]
    [InlineData(32, 4, 65, 64, 1)] // With what a block has besides, more shared memory than goes without asking.
    public void Groups_are_the_same_in_one_launch_and_in_two(int channels, int groups, int height, int width, int batch)
    {
        float[] x = Inputs(batch * height * width * channels);
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            foreach (bool inClusters in (bool[])[true, false])
            {
                pairs[precision].Card.NormsInClusters = inClusters;
                pairs[precision].AssertSame(
                    device => device.GroupNorm(device.Upload(x, [batch, height, width, channels]), Norm(device, channels), groups, 1e-5f, Activation.Silu),
                    Tolerance.Normalization(precision),
                    $"{precision}, clusters: {inClusters}");
            }

            pairs[precision].Card.NormsInClusters = true;
        }
    }

    [Fact]
    public void A_large_map_is_one_launch_on_cards_with_clusters_and_two_on_others()
    {
        foreach (((int, int) capability, string[] kernels) in (((int, int), string[])[])[((9, 0), ["group_norm_cluster_half"]), ((8, 6), ["group_moments_half", "group_apply_half"])])
        {
            InterpretingDriver driver = new();
            driver.Properties = driver.Properties with { Capability = capability };
            using CudaDevice card = new(driver, 0, Precision.Autocast);
            using Tensor x = card.Activate(card.Upload(Inputs(900 * 64), [1, 30, 30, 64]), Activation.None).Detach();
            driver.ClearCalls();

            card.GroupNorm(x, Norm(card, 64), 8, 1e-5f);

            Assert.Equal(kernels, driver.Calls.Where(call => call.Name == "Launch").Select(call => (string)call.Arguments[0]));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(29)]
    public void Groups_far_from_zero_keep_their_digits(int side)
    {
        float[] x = [.. Numbers.Random(side * side * 64, 1).Select(value => 1000 + (2 * value))];

        pairs.Full.AssertSame(device => device.GroupNorm(device.Upload(x, [1, side, side, 64]), Norm(device, 64), 8, 1e-5f), Tolerance.FarFromZero);
    }

    [Fact]
    public void Groups_of_a_single_number_become_their_shifts()
    {
        float[] x = Inputs(40);

        pairs.Full.AssertSame(device => device.GroupNorm(device.Upload(x, [1, 1, 1, 40]), Norm(device, 40), 40, 1e-5f), Tolerance.NoVariance);
    }

    [Theory]
    [InlineData(Precision.Full, 320, 7)]
    [InlineData(Precision.Autocast, 320, 7)]
    [InlineData(Precision.Full, 35, 1)]
    [InlineData(Precision.Autocast, 35, 5)]
    public void A_norm_in_bands_is_the_norm_of_the_whole(Precision precision, int channels, int rows)
    {
        const int Height = 17;
        const int Width = 13;
        float[] x = Inputs(2 * Height * Width * channels);

        pairs[precision].AssertSame(
            device =>
            {
                Tensor whole = device.Upload(x, [2, Height, Width, channels]);
                if (device is not CudaDevice)
                {
                    return device.GroupNorm(whole, Norm(device, channels), 5, 1e-6f, Activation.Silu);
                }

                Tensor[] bands = [.. Enumerable.Range(0, (Height + rows - 1) / rows).Select(band => RowsOf(device, x, channels, band * rows, Math.Min(Height, (band + 1) * rows)))];
                Tensor measured = device.MeasureGroups(bands, Norm(device, channels), 5, 1e-6f);
                return device.Normalize([whole], measured, Norm(device, channels), Activation.Silu);
            },
            Tolerance.Normalization(precision));

        static Tensor RowsOf(Device device, float[] x, int channels, int first, int end)
        {
            int row = Width * channels;
            return device.Upload(
                [.. x.AsSpan(first * row, (end - first) * row), .. x.AsSpan((Height + first) * row, (end - first) * row)], [2, end - first, Width, channels]);
        }
    }

    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void Rows_are_normalised_and_put_together(Precision precision)
    {
        float[] x = Inputs(20 * 31 * 48);

        pairs[precision].AssertSame(
            device =>
            {
                Tensor map = device.Upload(x, [1, 20, 31, 48]);
                NormWeights norm = Norm(device, 48);
                Tensor measured = device.MeasureGroups([map], norm, 4, 1e-6f);
                Tensor rows = map.Reshape([20, 31, 48]);
                return device.Normalize([rows.Slice(3, 1), rows.Slice(4, 8), rows.Slice(12, 1)], measured, norm, Activation.Silu);
            },
            Tolerance.Normalization(precision));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Rows_are_normalised_as_on_the_processor(Precision precision, int width, int rows)
    {
        float[] x = Inputs(rows * width);

        pairs[precision].AssertSame(device => device.LayerNorm(device.Upload(x, [rows, width]), Norm(device, width), 1e-5f), Tolerance.Normalization(precision));
    }

    [Fact]
    public void Samples_do_not_know_of_each_other_and_chunks_add_up_in_order()
    {
        // The same sample twice in a batch, normalised twice: the same bits each time, whatever block came first.
        float[] x = Inputs(900 * 64);
        using NormWeights norm = Norm(pairs.Full.Card, 64);
        float[][] results = [.. Enumerable.Range(0, 2).Select(_ => Numbers.Read(pairs.Full.Card.GroupNorm(pairs.Full.Card.Upload([.. x, .. x], [2, 30, 30, 64]), norm, 8, 1e-5f)))];

        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0].AsSpan(0, x.Length).ToArray(), results[0].AsSpan(x.Length).ToArray());
    }

    [Fact]
    public void What_cannot_be_normalised_is_refused()
    {
        pairs.Full.AssertRefused(device => device.GroupNorm(device.Upload(new float[12], [1, 2, 6]), Norm(device, 6), 4, 1e-5f));
        pairs.Full.AssertRefused(device => device.GroupNorm(device.Upload(new float[12], [1, 2, 6]), Norm(device, 5), 1, 1e-5f));
        pairs.Full.AssertRefused(device => device.GroupNorm(device.Upload(new float[12], [1, 2, 6]), Norm(device, 6), 3, 0));
        pairs.Full.AssertRefused(device => device.LayerNorm(device.Upload(new float[12], [2, 6]), Norm(device, 5), 1e-5f));
        pairs.Full.AssertRefused(device => device.LayerNorm(device.Upload(new int[12], [2, 6]), Norm(device, 6), 1e-5f));
        pairs.Full.AssertRefused(device => device.PrepareNorm("norm", Numbers.Weight("scale", [4], 1), Numbers.Weight("shift", [5], 2)));
        pairs.Full.AssertRefused(device => device.MeasureGroups([], Norm(device, 4), 2, 1e-5f));
        pairs.Full.AssertRefused(device => device.MeasureGroups(
            [device.Upload(new float[48], [2, 2, 3, 4]), device.Upload(new float[24], [1, 2, 3, 4])], Norm(device, 4), 2, 1e-5f));
    }

    [Fact]
    public void Nothing_is_normalised_to_nothing()
    {
        using NormWeights norm = Norm(pairs.Full.Card, 8);

        Assert.Equal([0, 4, 8], pairs.Full.Card.GroupNorm(pairs.Full.Card.Upload(Array.Empty<float>(), [0, 4, 8]), norm, 2, 1e-5f).Shape);
        Assert.Equal([2, 0, 8], pairs.Full.Card.LayerNorm(pairs.Full.Card.Upload(Array.Empty<float>(), [2, 0, 8]), norm, 1e-5f).Shape);
    }

    private static NormWeights Norm(Device device, int channels)
        => device.PrepareNorm("norm", Numbers.Weight("scale", [channels], 4), Numbers.Weight("shift", [channels], 5));

    /// <summary>Numbers with a mean, exact in half precision.</summary>
    private static float[] Inputs(int count) => [.. Numbers.Random(count, 1).Select(value => (float)(Half)(0.5f + (2 * value)))];
}
