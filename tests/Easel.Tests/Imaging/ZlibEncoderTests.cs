using System.IO.Compression;
using Easel.Imaging.Deflate;

namespace Easel.Tests.Imaging;

public class ZlibEncoderTests
{
    [Fact]
    public void Another_inflater_gives_back_every_length_of_every_texture()
    {
        Random random = new(7);
        for (int length = 0; length <= 600; length++)
        {
            RoundTrip([.. Enumerable.Repeat((byte)9, length)]);
            RoundTrip([.. Enumerable.Range(0, length).Select(i => (byte)(i * i))]);
            RoundTrip([.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(256))]);
            RoundTrip([.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(3))]);
        }
    }

    [Theory]
    [InlineData(1 << 20, 256)] // cannot be compressed: stored, in pieces of 65535
    [InlineData(1 << 20, 200)]
    [InlineData(1 << 20, 40)]
    [InlineData(1 << 20, 2)]
    [InlineData(1 << 22, 1)] // the longest matches, beyond the window
    public void Another_inflater_gives_back_long_data(int length, int values)
    {
        Random random = new(length + values);

        byte[] data = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(values))];

        Assert.InRange(RoundTrip(data).Length, 1, length + 200);
    }

    [Theory]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(32769)]
    public void Copies_from_the_far_end_of_the_window_and_beyond_are_right(int distance)
    {
        Random random = new(distance);
        byte[] piece = [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256))];
        byte[] between = [.. Enumerable.Range(0, distance - piece.Length).Select(_ => (byte)random.Next(256))];

        RoundTrip([.. piece, .. between, .. piece]);
    }

    [Fact]
    public void Codes_stay_within_their_limit_and_are_complete()
    {
        int[] fibonacci = new int[40];
        fibonacci[0] = fibonacci[1] = 1;
        for (int i = 2; i < fibonacci.Length; i++)
        {
            fibonacci[i] = fibonacci[i - 1] + fibonacci[i - 2];
        }

        byte[] lengths = PackageMerge.Lengths(fibonacci, limit: 15);

        Assert.Equal(15, lengths.Max());
        Assert.Equal(1.0, lengths.Sum(length => Math.Pow(2, -length)));
    }

    [Theory] // The textbook example: 45, 13, 12, 16, 9, 5 of Cormen et al., "Introduction to Algorithms", sec. 16.3
    [InlineData(15, 224)]
    [InlineData(3, 239)] // one bit for 45 would leave room for four others only, so 45 and 16 take two
    public void Codes_are_as_short_as_they_can_be(int limit, int bits)
    {
        int[] counts = [45, 13, 12, 16, 9, 5];

        var code = HuffmanCode.FromCounts(counts, limit);

        Assert.Equal(bits, code.Cost(counts));
    }

    private static byte[] RoundTrip(byte[] data)
    {
        byte[] compressed = ZlibEncoder.Compress(data);
        using ZLibStream stream = new(new MemoryStream(compressed), CompressionMode.Decompress);
        MemoryStream inflated = new();
        stream.CopyTo(inflated);
        Assert.True(data.AsSpan().SequenceEqual(inflated.GetBuffer().AsSpan(0, (int)inflated.Length)));
        return compressed;
    }
}
