using System.Text;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Imaging;

public class PngTextsTests
{
    [Fact]
    public void Texts_of_all_three_kinds_are_read_before_and_behind_the_pixels()
    {
        byte[] long1 = TestPng.Compress(Encoding.Latin1.GetBytes("é compressed"));
        byte[] long2 = TestPng.Compress(Encoding.UTF8.GetBytes("東京 compressed"));
        byte[] file = TestPng.File(
            TestPng.Header(1, 1, 8, 2),
            TestPng.Chunk("tEXt", [.. "one\0caf"u8, 0xE9]),
            TestPng.Chunk("zTXt", [.. "two\0\0"u8, .. long1]),
            TestPng.Chunk("IDAT", TestPng.Compress([0, 1, 2, 3])),
            TestPng.Chunk("iTXt", [.. "three\0\0\0ja\0鍵\0東京"u8]),
            TestPng.Chunk("iTXt", [.. "four\0\u0001\0\0\0"u8, .. long2]),
            TestPng.Chunk("IEND"));

        IReadOnlyList<PngText> texts = PngFile.Decode(file, "test").Texts;

        Assert.Equal([new("one", "café"), new("two", "é compressed"), new("three", "東京"), new("four", "東京 compressed")], texts);
    }

    [Theory]
    [InlineData("tEXt", "no end", "has no end")]
    [InlineData("tEXt", "\0text", "keyword is 0 bytes")]
    [InlineData("zTXt", "key\0", "method 0")]
    [InlineData("zTXt", "key\0\u0001abc", "method 0")]
    [InlineData("zTXt", "key\0\0abcdef", "damaged")]
    [InlineData("iTXt", "key\0\u0002\0\0\0text", "compressed by method 0")]
    [InlineData("iTXt", "key\0\0\0language", "language of the iTXt chunk 'key' has no end")]
    [InlineData("iTXt", "key\0\0\0\0\0bad\u00FF", "is not UTF-8")]
    public void Damaged_texts_are_refused(string type, string content, string complaint)
    {
        byte[] file = TestPng.File(
            TestPng.Header(1, 1, 8, 2), TestPng.Chunk(type, Encoding.Latin1.GetBytes(content)), TestPng.Chunk("IDAT", TestPng.Compress([0, 1, 2, 3])), TestPng.Chunk("IEND"));

        ImageException error = Assert.Throws<ImageException>(() => PngFile.Decode(file, "test"));

        Assert.Contains(complaint, error.Message);
    }

    [Fact]
    public void A_text_that_unpacks_into_too_much_is_refused()
    {
        byte[] bomb = TestPng.Compress(new byte[(1 << 24) + 1]);
        byte[] file = TestPng.File(
            TestPng.Header(1, 1, 8, 2), TestPng.Chunk("zTXt", [.. "key\0\0"u8, .. bomb]), TestPng.Chunk("IDAT", TestPng.Compress([0, 1, 2, 3])), TestPng.Chunk("IEND"));

        ImageException error = Assert.Throws<ImageException>(() => PngFile.Decode(file, "test"));

        Assert.True(file.Length < 1_000_000);
        Assert.Contains("longer than 16777216 bytes", error.Message);
    }
}
