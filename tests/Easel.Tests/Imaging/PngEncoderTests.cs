using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Imaging;

public class PngEncoderTests
{
    [Fact]
    public void All_recorded_pictures_come_back_as_they_were()
    {
        string[] files = Directory.GetFiles(Goldens.Path(), "*.png", SearchOption.AllDirectories);

        foreach (string file in files)
        {
            Image image = PngFile.Load(file).Image;
            Image again = PngFile.Decode(PngFile.Encode(image), file).Image;

            Assert.Equal((image.Width, image.Height), (again.Width, again.Height));
            Assert.True(image.Pixels.Span.SequenceEqual(again.Pixels.Span), file);
        }

        Assert.NotEmpty(files);
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes_everywhere()
    {
        byte[] file = PngFile.Encode(Waves(97, 61), new PngText("parameters", "a red fox"), new PngText("easel", "東京"));

        // Made once by this encoder; a change of any byte of any file is to be a decision.
        Assert.Equal("07e6137b4c2df9ae97e2b7d12534de2e2adad13d47969a6aa94111a94c1ed77f", Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    [Fact]
    public void A_small_file_has_these_bytes()
    {
        byte[] file = PngFile.Encode(new Image(1, 1, [1, 2, 3]), new PngText("a", "b"));

        byte[] pixels = [0x78, 0x9C, 0x63, 0x60, 0x64, 0x62, 0x06, 0x00, 0x00, 0x0E, 0x00, 0x07]; // row of filter 0 in the fixed code, checksum
        Assert.Equal(
            TestPng.File(TestPng.Header(1, 1, 8, 2), TestPng.Chunk("tEXt", [.. "a\0b"u8]), TestPng.Chunk("IDAT", pixels), TestPng.Chunk("IEND")),
            file);
    }

    [Fact]
    public void Another_inflater_and_filters_undone_by_hand_give_the_picture()
    {
        Image image = Waves(50, 40);
        byte[] file = PngFile.Encode(image);
        int data = file.AsSpan().IndexOf("IDAT"u8);
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(data - 4));
        using ZLibStream stream = new(new MemoryStream(file, data + 4, length), CompressionMode.Decompress);
        byte[] filtered = new byte[40 * 151];
        stream.ReadExactly(filtered);

        byte[] expected = TestFilters.Undo(filtered, rowBytes: 150, step: 3);

        Assert.Equal(expected, image.Pixels.ToArray());
        Assert.Equal(-1, stream.ReadByte());
        Assert.True(filtered.Where((_, i) => i % 151 == 0).Distinct().Count() > 1, "The picture should use several filters.");
    }

    [Fact]
    public void Files_are_about_as_small_as_the_original_ones()
    {
        string[] files = Directory.GetFiles(Goldens.Path("safety"), "*.png");

        foreach (string file in files)
        {
            int ours = PngFile.Encode(PngFile.Load(file).Image).Length;

            Assert.InRange(ours, 1, new FileInfo(file).Length * 1.1);
        }
    }

    [Theory]
    [InlineData("plain text\nof two lines", "tEXt")]
    [InlineData("Café, naïve, Ünïcödé", "tEXt")]
    [InlineData("tab\tand bell\a", "iTXt")]
    [InlineData("Café in 東京 🦊", "iTXt")]
    [InlineData("", "tEXt")]
    public void Texts_come_back_and_lie_in_the_plainest_chunk(string text, string chunk)
    {
        byte[] file = PngFile.Encode(new Image(1, 1, [1, 2, 3]), new PngText("parameters", text), new PngText("easel", "{}"));

        Assert.Equal([new PngText("parameters", text), new PngText("easel", "{}")], PngFile.Decode(file, "test").Texts);
        Assert.Equal(chunk, Encoding.ASCII.GetString(file, 8 + 25 + 4, 4));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("東京", "x")]
    [InlineData("a\nb", "x")]
    [InlineData("key", "with \0 inside")]
    public void Texts_that_PNG_cannot_hold_are_refused(string keyword, string text)
        => Assert.Throws<ArgumentException>(() => PngFile.Encode(new Image(1, 1, new byte[3]), new PngText(keyword, text)));

    private static Image Waves(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % width;
            int y = i / 3 / width;
            pixels[i] = (byte)(y < height / 3 ? x * (i % 3) : y < height / 2 ? y * 3 : (x * x) + (y * y) + (x * y % 7));
        }

        return new Image(width, height, pixels);
    }
}
