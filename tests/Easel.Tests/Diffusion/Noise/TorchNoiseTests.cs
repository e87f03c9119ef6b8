using Easel.Diffusion.Noise;

namespace Easel.Tests.Diffusion.Noise;

public class TorchNoiseTests
{
    private const string Recording = "rng/rng.safetensors";

    private static readonly string[] s_lengths = ["1", "5", "15", "16", "17", "31", "32", "33", "100", "_1x4x8x8"];

    public static TheoryData<ulong> Seeds => [0, 1, 42, 119, 27182818, 2147483647, 4294967301, 9223372036854775807];

    public static TheoryData<string, int[]> Sequences => new()
    {
        { "seq_a", [1, 1, 1] },
        { "seq_b", [5, 5, 5] },
        { "seq_c", [15, 3, 20] },
        { "seq_d", [16, 16] },
        { "seq_e", [17, 17, 1] },
        { "seq_f", [1, 16, 1] },
        { "seq_g", [100, 7, 7, 64] },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bits_are_those_of_the_generator(ulong seed)
    {
        long[] expected = Goldens.Open(Recording).Longs($"torch.seed{seed}.mt_first8");
        MersenneTwister bits = new((uint)seed);

        // Recorded from draws of 64 bits, whose lower half is the second word.
        long[] actual = [.. expected.Select(_ => (Upper: bits.Next(), Lower: (long)bits.Next()).Lower)];

        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_first_draw_is_bit_equal_at_every_length(ulong seed)
    {
        SafeTensors recording = Goldens.Open(Recording);

        Assert.All(s_lengths, length =>
        {
            float[] expected = recording.Floats($"torch.seed{seed}.randn{length}");

            Assert.Equal(expected, Draw(NoiseSource.Create(NoiseKind.Torch, seed), expected.Length));
        });
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_large_draw_is_bit_equal_at_both_ends(ulong seed)
    {
        SafeTensors recording = Goldens.Open(Recording);

        float[] actual = Draw(NoiseSource.Create(NoiseKind.Torch, seed), 3 * 4 * 64 * 64);

        Assert.Equal(recording.Floats($"torch.seed{seed}.randn_3x4x64x64.first64"), actual[..64]);
        Assert.Equal(recording.Floats($"torch.seed{seed}.randn_3x4x64x64.last64"), actual[^64..]);
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Draws_after_each_other_are_bit_equal(string name, int[] lengths)
    {
        SafeTensors recording = Goldens.Open(Recording);

        Assert.All(Seeds.Select(row => row.Data), seed =>
        {
            NoiseSource noise = NoiseSource.Create(NoiseKind.Torch, seed);

            float[] actual = [.. lengths.SelectMany(length => Draw(noise, length))];

            Assert.Equal(recording.Floats($"torch.seed{seed}.{name}"), actual);
        });
    }

    internal static float[] Draw(NoiseSource noise, int count)
    {
        float[] numbers = new float[count];
        noise.Draw(numbers);
        return numbers;
    }
}
