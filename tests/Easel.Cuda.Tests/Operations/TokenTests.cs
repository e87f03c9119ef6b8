using System.Runtime.InteropServices;
using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Operations;

/// <summary>Merging of tokens on the card.</summary>
public sealed class TokenTests(DevicePairs pairs) : IClassFixture<DevicePairs>
{
    [Theory]
    [InlineData(8, 8, 16, 32)]
    [InlineData(8, 8, 20, 16)]
    [InlineData(7, 9, 33, 40)]
    [InlineData(5, 3, 8, 15)]
    [InlineData(1, 1, 4, 1)]
    [InlineData(24, 18, 40, 200)]
    public void Tokens_go_where_the_processor_sends_them(int height, int width, int channels, int count)
    {
        float[] x = Numbers.Random(2 * height * width * channels, 1);
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            pairs[precision].AssertSame(
                device => Floats(device, device.MatchTokens(device.Upload(x, [2, height * width, channels]), width, count), count), Tolerance.None);
        }
    }

    [Fact]
    public void Of_equals_the_first_go()
    {
        // All tokens are the same: every cosine is 1, and every source's nearest destination is the first.
        float[] x = [.. Enumerable.Repeat(1f, 36 * 8)];

        pairs.Full.AssertSame(device => Floats(device, device.MatchTokens(device.Upload(x, [1, 36, 8]), 6, 20), 20), Tolerance.None);
    }

    [Theory]
    [InlineData(Precision.Full, 40)]
    [InlineData(Precision.Full, 320)]
    [InlineData(Precision.Full, 7)]
    [InlineData(Precision.Autocast, 40)]
    [InlineData(Precision.Autocast, 320)]
    [InlineData(Precision.Autocast, 7)]
    public void Means_and_their_spreading_are_those_of_the_processor(Precision precision, int channels)
    {
        // Rows of one token, of many, and of none; more tokens than a warp looks at together.
        const int Tokens = 75;
        const int Count = 9;
        int[] rows = [.. Enumerable.Range(0, 2 * Tokens).Select(token => token % 5 == 0 ? 1 : token * token % (Count - 1))];
        float[] x = Numbers.Random(2 * Tokens * channels, 1);
        float[] y = Numbers.Random(2 * Count * channels, 2);

        pairs[precision].AssertSame(
            device => device.MergeTokens(device.Upload(x, [2, Tokens, channels]), device.Upload(rows, [2, Tokens]), Count), Tolerance.Sum(precision));
        pairs[precision].AssertSame(
            device => device.SpreadTokens(device.Upload(y, [2, Count, channels]), device.Upload(rows, [2, Tokens]), device.Upload(x, [2, Tokens, channels])),
            Tolerance.Sum(precision));
    }

    [Fact]
    public void What_was_matched_can_be_merged_into_as_many_rows_and_no_fewer()
    {
        CudaDevice card = pairs.Full.Card;
        Tensor x = card.Upload(Numbers.Random(36 * 8, 1), [1, 36, 8]);
        Tensor rows = card.MatchTokens(x, 6, 20);

        Assert.Equal([1, 20, 8], card.MergeTokens(x, rows, 20).Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => card.MergeTokens(x, rows, 19));
    }

    [Fact]
    public void What_cannot_be_merged_is_refused()
    {
        pairs.Full.AssertRefused(device => device.MatchTokens(device.Upload(new float[24], [1, 6, 4]), 4, 4));
        pairs.Full.AssertRefused(device => device.MatchTokens(device.Upload(new float[24], [1, 6, 4]), 3, 1));
        pairs.Full.AssertRefused(device => device.MergeTokens(device.Upload(new float[8], [1, 2, 4]), device.Upload([0, 2], [1, 2]), 2));
        pairs.Full.AssertRefused(device => device.MergeTokens(device.Upload(new float[8], [1, 2, 4]), device.Upload([0f, 1], [1, 2]), 2));
        pairs.Full.AssertRefused(device => device.MergeTokens(device.Upload(new float[8], [2, 4]), device.Upload([0, 1], [1, 2]), 2));
        pairs.Full.AssertRefused(device => device.SpreadTokens(
            device.Upload(new float[8], [1, 2, 4]), device.Upload([0, 1, 2], [1, 3]), device.Upload(new float[12], [1, 3, 4])));
    }

    /// <summary>Rows as numbers that can be read: each looks itself up. Up to 2048, a half holds them.</summary>
    private static Tensor Floats(Device device, Tensor rows, int count)
    {
        using TableWeights numbers = Table(device, [.. Enumerable.Range(0, count).Select(row => (float)row)]);
        using TableWeights zeros = Table(device, new float[rows.Shape[1]]);
        return device.Embed(rows, numbers, zeros);
    }

    private static TableWeights Table(Device device, float[] values) => device.PrepareTable(
        "table", new HostTensor("table", new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, [values.Length, 1], ElementType.Float32));
}
