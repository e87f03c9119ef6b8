using Easel.Checkpoints;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using static Easel.Tests.Models.RandomAutoencoder;

namespace Easel.Tests.Models;

/// <summary>Encoding in bands of rows: the bytes of an undivided encoding, in less memory.</summary>
public sealed class EncoderBandTests
{
    [Theory]
    [InlineData(64, 1, 1, 1)]
    [InlineData(64, 1, 5, 7)]
    [InlineData(32, 2, 13, 3)]
    [InlineData(96, 1, 16, 11)]
    [InlineData(32, 2, 7, 9)]
    public void Bands_of_any_height_give_the_bytes_of_the_undivided_encoding(int channels, int halvings, int height, int width)
    {
        foreach (Precision precision in (Precision[])[Precision.Full, Precision.Autocast])
        {
            using CpuDevice device = new(threads: 2, precision);
            AutoencoderShape shape = Shape(channels, [1, .. Enumerable.Repeat(2, halvings)], blocks: 1);
            Encoder encoder = new(WeightsOn(device), shape);
            (int rows, int columns) = (height * shape.Factor, width * shape.Factor);
            using Tensor picture = device.Upload(Random(rows * columns * 3, seed: 1), [1, rows, columns, 3]);

            AssertSameInBands(encoder, picture);
        }
    }

    [Theory, InlineData(Precision.Full), InlineData(Precision.Autocast)]
    public void Pocket_reads_a_picture_as_the_same_in_bands(Precision precision)
    {
        PipelineOptions pocket = PocketModel.Find()!.Options;
        using CpuDevice device = new(threads: 2, precision);
        using var checkpoint = Checkpoint.Open(pocket.Checkpoint);
        Encoder encoder = new(checkpoint.Weights(device) / ModelNames.Autoencoder, ConfigFile.Read(pocket.Config!).Autoencoder);
        using Tensor picture = device.Upload(Random(88 * 160 * 3, seed: 2), [1, 88, 160, 3]);

        AssertSameInBands(encoder, picture);
    }

    [Fact]
    public void Pictures_of_a_batch_are_encoded_as_if_alone()
    {
        using CpuDevice device = new(threads: 2);
        Encoder encoder = new(WeightsOn(device), Shape(channels: 64, [1, 2], blocks: 1));
        using Tensor pictures = device.Upload(Random(3 * 10 * 12 * 3, seed: 3), [3, 10, 12, 3]);

        float[] together = Values(encoder.Forward(pictures, _ => 4));

        float[] alone = [.. Enumerable.Range(0, 3).SelectMany(sample => Values(encoder.Forward(pictures.Slice(sample, 1))))];
        Assert.Equal(Bits(alone), Bits(together));
    }

    [Fact]
    public void Bands_hold_two_maps_and_little_more()
    {
        // Two maps of 512 x 128 pixels with 32 channels: what comes into a residual block, and what is between its convolutions.
        const long Maps = 2 * 512L * 128 * 32 * sizeof(float);
        using CpuDevice device = new(threads: 2);
        Encoder encoder = new(WeightsOn(device), Shape(channels: 32, [1, 2, 2, 2], blocks: 1));
        using Tensor picture = device.Upload(Random(512 * 128 * 3, seed: 4), [1, 512, 128, 3]);

        encoder.Forward(picture, _ => 16).Dispose();
        long inBands = device.Memory.Activations;
        encoder.Forward(picture, _ => Undivided).Dispose();
        long undivided = device.Memory.Activations;
        encoder.Forward(picture, _ => 16).Dispose();

        Assert.InRange(inBands, Maps, Maps * 5 / 4);
        Assert.InRange(undivided, Maps * 3 / 2, Maps * 5 / 2);
        Assert.Equal(undivided, device.Memory.Activations);
    }

    private static void AssertSameInBands(Encoder encoder, Tensor picture)
    {
        float[] undivided = Values(encoder.Forward(picture, _ => Undivided));

        foreach (Func<int, int> rows in (Func<int, int>[])[_ => 4, _ => 8, _ => 12, level => level == 0 ? 28 : 8, level => level == 0 ? 4 : Undivided, level => level == 0 ? Undivided : 4])
        {
            Assert.Equal(Bits(undivided), Bits(Values(encoder.Forward(picture, rows))));
        }

        Assert.Equal(Bits(undivided), Bits(Values(encoder.Forward(picture))));
        Assert.Contains(undivided, value => value != 0);
        Assert.All(undivided, value => Assert.True(float.IsFinite(value)));
    }
}
