using Easel.Checkpoints;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using static Easel.Tests.Models.RandomAutoencoder;

namespace Easel.Tests.Models;

/// <summary>Decoding in bands of rows: the bytes of an undivided decoding, in less memory.</summary>
public sealed class DecoderBandTests
{
    /// <summary>Both ways of convolving at every level, the two mixed, and three levels.</summary>
    private static readonly AutoencoderShape[] s_shapes =
    [
        Shape(channels: 64, [1, 2], blocks: 1),
        Shape(channels: 32, [1, 2, 2], blocks: 1),
        Shape(channels: 96, [1, 1], blocks: 2),
    ];

    /// <summary>Precision, which of the shapes, height and width of the latent.</summary>
    public static TheoryData<Precision, int, int, int> Cases
    {
        get
        {
            TheoryData<Precision, int, int, int> cases = [];
            foreach (Precision precision in (Precision[])[Precision.Full, Precision.Autocast])
            {
                foreach ((int height, int width) in ((int, int)[])[(1, 1), (5, 7), (13, 3), (16, 11)])
                {
                    for (int shape = 0; shape < s_shapes.Length; shape++)
                    {
                        cases.Add(precision, shape, height, width);
                    }
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Bands_of_any_height_give_the_bytes_of_the_undivided_picture(Precision precision, int shape, int height, int width)
    {
        using CpuDevice device = new(threads: 2, precision);
        Decoder decoder = new(WeightsOn(device), s_shapes[shape]);
        using Tensor z = device.Upload(Random(height * width * 4, seed: 1), [1, height, width, 4]);

        AssertSameInBands(decoder, z);
    }

    [Theory]
    [InlineData(Precision.Full, 16, 16)]
    [InlineData(Precision.Autocast, 16, 16)]
    [InlineData(Precision.Full, 11, 20)]
    [InlineData(Precision.Autocast, 11, 20)]
    public void Pocket_gives_the_same_picture_in_bands(Precision precision, int height, int width)
    {
        PipelineOptions pocket = PocketModel.Find()!.Options;
        using CpuDevice device = new(threads: 2, precision);
        using var checkpoint = Checkpoint.Open(pocket.Checkpoint);
        Decoder decoder = new(checkpoint.Weights(device) / ModelNames.Autoencoder, ConfigFile.Read(pocket.Config!).Autoencoder);
        using Tensor z = device.Upload(Random(height * width * 4, seed: 2), [1, height, width, 4]);

        AssertSameInBands(decoder, z);
    }

    [Fact]
    public void Samples_of_a_batch_are_decoded_as_if_alone()
    {
        using CpuDevice device = new(threads: 2);
        Decoder decoder = new(WeightsOn(device), s_shapes[0]);
        using Tensor z = device.Upload(Random(3 * 5 * 6 * 4, seed: 3), [3, 5, 6, 4]);

        float[] together = Values(decoder.Forward(z, _ => 4));

        float[] alone = [.. Enumerable.Range(0, 3).SelectMany(sample => Values(decoder.Forward(z.Slice(sample, 1))))];
        Assert.Equal(Bits(alone), Bits(together));
    }

    [Fact]
    public void Bands_hold_two_maps_and_little_more()
    {
        // At full resolution 512 x 128 pixels with 64 channels come in, and two maps with 32 follow.
        const long Maps = 512L * 128 * 64 * sizeof(float);
        using CpuDevice device = new(threads: 2);
        Decoder decoder = new(WeightsOn(device), Shape(channels: 32, [1, 2, 2, 2], blocks: 1));
        using Tensor z = device.Upload(Random(64 * 16 * 4, seed: 4), [1, 64, 16, 4]);

        decoder.Forward(z, _ => 16).Dispose();
        long inBands = device.Memory.Activations;
        decoder.Forward(z, _ => Undivided).Dispose();
        long undivided = device.Memory.Activations;

        Assert.InRange(inBands, Maps, Maps * 5 / 4);
        Assert.InRange(undivided, 2 * Maps, 3 * Maps);
    }

    [Fact]
    public void Nothing_but_the_picture_is_left()
    {
        using CpuDevice device = new(threads: 2);
        Decoder decoder = new(WeightsOn(device), s_shapes[1]);
        using Tensor z = device.Upload(Random(16 * 16 * 4, seed: 5), [1, 16, 16, 4]);
        decoder.Forward(z, _ => 8).Dispose();
        long once = device.Memory.Activations;

        for (int i = 0; i < 3; i++)
        {
            decoder.Forward(z, _ => 8).Dispose();
        }

        Assert.Equal(once, device.Memory.Activations);
    }

    [Fact]
    public void Small_pictures_are_not_divided()
    {
        BandPlan plan = new(ModelCatalog.StableDiffusion1.Autoencoder, height: 16, width: 16, Device.DefaultBandMemory);

        Assert.All([0, 1, 2, 3], level => Assert.Equal(128 >> level, plan.Rows(level)));
    }

    [Theory]
    [InlineData(64, 64, 34_000_000)]
    [InlineData(128, 128, 34_000_000)]
    [InlineData(61, 40, 61_000_000)]
    public void Bands_take_what_whole_maps_leave_of_the_memory(int height, int width, long mostBytes)
    {
        BandPlan plan = new(ModelCatalog.StableDiffusion1.Autoencoder, height, width, Device.DefaultBandMemory);

        int rows = plan.Rows(0);
        Assert.Equal(0, rows % 4);
        Assert.InRange(8L * width * rows * 256 * sizeof(float), mostBytes / 2, mostBytes);
    }

    [Fact]
    public void Less_memory_makes_narrower_bands_and_enough_of_it_none()
    {
        AutoencoderShape shape = ModelCatalog.StableDiffusion1.Autoencoder;

        int[] rows = [.. ((long[])[0, 400L << 20, 450L << 20, 4L << 30]).Select(memory => new BandPlan(shape, 64, 64, memory).Rows(0))];

        Assert.Equal(rows.Order(), rows);
        Assert.Equal(512, rows[^1]);
        Assert.InRange(rows[0], 4, 64);
    }

    private static void AssertSameInBands(Decoder decoder, Tensor z)
    {
        float[] undivided = Values(decoder.Forward(z, _ => Undivided));

        foreach (Func<int, int> rows in (Func<int, int>[])[_ => 4, _ => 8, _ => 12, _ => 20, level => level == 0 ? 28 : 8, level => level == 0 ? 4 : Undivided])
        {
            Assert.Equal(Bits(undivided), Bits(Values(decoder.Forward(z, rows))));
        }

        Assert.Equal(Bits(undivided), Bits(Values(decoder.Forward(z))));
        Assert.Contains(undivided, value => value != 0);
        Assert.All(undivided, value => Assert.True(float.IsFinite(value)));
    }
}
