using System.Text;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Imaging;

public class PngDecoderTests
{
    public static TheoryData<int, int, bool> Kinds()
    {
        TheoryData<int, int, bool> kinds = [];
        foreach ((int colour, int[] depths) in new[] { (0, new[] { 1, 2, 4, 8, 16 }), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
        {
            foreach (int depth in depths)
            {
                kinds.Add(colour, depth, false);
                kinds.Add(colour, depth, true);
            }
        }

        return kinds;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_of_pixel_is_read_at_every_small_size(int colour, int depth, bool isInterlaced)
    {
        int channels = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        byte[] palette = [.. Enumerable.Range(0, 3 << Math.Min(depth, 8)).Select(i => (byte)(i * 37))];
        int Sample(int x, int y, int channel) => ((x * 7919) + (y * 104729) + (channel * 15485863) + (x * y * 31)) & ((1 << depth) - 1);
        byte Expected(int x, int y, int channel) => colour switch
        {
            3 => palette[(3 * Sample(x, y, 0)) + channel],
            0 or 4 => depth < 8 ? (byte)(Sample(x, y, 0) * 255 / ((1 << depth) - 1)) : (byte)(Sample(x, y, 0) >> (depth - 8)),
            _ => (byte)(Sample(x, y, channel) >> (depth - 8)),
        };

        foreach ((int width, int height) in new[] { (1, 1), (2, 3), (4, 4), (5, 1), (1, 9), (7, 6), (9, 17), (33, 12) })
        {
            byte[] pixels = TestPng.Compress(TestPng.Rows(width, height, depth, channels, isInterlaced, Sample));
            byte[] file = TestPng.File(
                TestPng.Header(width, height, depth, colour, isInterlaced),
                TestPng.Chunk("gAMA", 0, 0, 0xB1, 0x8F),
                TestPng.Chunk("PLTE", palette),
                TestPng.Chunk("tRNS", [0]),
                TestPng.Chunk("IDAT", pixels[..(pixels.Length / 2)]),
                TestPng.Chunk("IDAT", pixels[(pixels.Length / 2)..]),
                TestPng.Chunk("IEND"));
            if (colour != 3)
            {
                file = TestPng.File(TestPng.Header(width, height, depth, colour, isInterlaced), TestPng.Chunk("IDAT", pixels), TestPng.Chunk("IEND"));
            }

            Image image = PngFile.Decode(file, "test").Image;

            Assert.Equal((width, height), (image.Width, image.Height));
            Assert.Equal(
                from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) from channel in Enumerable.Range(0, 3) select Expected(x, y, channel),
                image.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData("not a picture", "does not begin with PNG's eight bytes")]
    [InlineData("", "does not begin")]
    public void Other_files_are_refused(string content, string complaint) => Refused(Encoding.ASCII.GetBytes(content), complaint);

    [Fact]
    public void Every_cut_is_noticed()
    {
        byte[] file = PngFile.Encode(new Image(3, 2, new byte[18]), new PngText("parameters", "text"));

        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<ImageException>(() => PngFile.Decode(file.AsSpan(0, length), "cut"));
        }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        byte[] file = PngFile.Encode(new Image(3, 2, new byte[18]), new PngText("parameters", "text"));

        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] flipped = [.. file];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ImageException>(() => PngFile.Decode(flipped, "flipped"));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_files_never_do_worse_than_be_refused()
    {
        Random random = new(2024);
        byte[] pixels = TestPng.Rows(19, 13, 4, 1, isInterlaced: true, (x, y, _) => (x * y) & 15);
        int readable = 0;
        for (int round = 0; round < 10_000; round++)
        {
            // Damage below the checksums, or none of it would reach the reader.
            byte[] header = Damage(TestPng.Header(19, 13, 4, 3, isInterlaced: true)[8..21], random, oftenNot: true);
            byte[] palette = Damage(new byte[48], random, oftenNot: true);
            byte[] text = Damage([.. "key\0\0\0\0\0text"u8], random, oftenNot: true);
            byte[] packed = Damage([.. "key\0\0"u8, .. TestPng.Compress([.. "text"u8])], random, oftenNot: true);
            byte[] data = random.Next(2) == 0 ? TestPng.Compress(Damage(pixels, random, oftenNot: false)) : Damage(TestPng.Compress(pixels), random, oftenNot: false);
            byte[] file = TestPng.File(
                TestPng.Chunk("IHDR", header), TestPng.Chunk("PLTE", palette), TestPng.Chunk("iTXt", text), TestPng.Chunk("zTXt", packed), TestPng.Chunk("IDAT", data), TestPng.Chunk("IEND"));
            if (random.Next(4) == 0)
            {
                file = Damage(file, random, oftenNot: false);
            }

            try
            {
                _ = PngFile.Decode(file, "damaged");
                readable++;
            }
            catch (ImageException)
            {
            }
        }

        Assert.InRange(readable, 1, 9_999);
    }

    [Theory]
    [InlineData(16384, 16385, 8, 2, "16384 x 16385")]
    [InlineData(-1, -1, 8, 2, "4294967295 x 4294967295")]
    [InlineData(0, 5, 8, 2, "0 x 5")]
    [InlineData(16384, 16384, 8, 6, "cannot come out of")]
    [InlineData(4, 4, 3, 0, "colour type 0 with 3 bits")]
    [InlineData(4, 4, 16, 3, "colour type 3 with 16 bits")]
    [InlineData(4, 4, 8, 7, "colour type 7")]
    [InlineData(4, 4, 8, 3, "no palette")]
    public void Headers_that_cannot_be_are_refused_before_pixels_are_allocated(int width, int height, int depth, int colour, string complaint)
        => Refused(TestPng.File(TestPng.Header(width, height, depth, colour), TestPng.Chunk("IDAT", 1, 2, 3), TestPng.Chunk("IEND")), complaint);

    [Fact]
    public void Chunks_out_of_order_are_refused()
    {
        byte[] header = TestPng.Header(1, 1, 8, 2);
        byte[] data = TestPng.Chunk("IDAT", TestPng.Compress([0, 1, 2, 3]));
        byte[] end = TestPng.Chunk("IEND");

        Refused(TestPng.File(data, header, end), "first chunk is IDAT");
        Refused(TestPng.File(header, header, data, end), "second IHDR");
        Refused(TestPng.File(header, end), "no pixels");
        Refused(TestPng.File(header, data, TestPng.Chunk("tIME", new byte[7]), data, end), "tIME chunk stands between IDAT chunks");
        Refused(TestPng.File(header, data, TestPng.Chunk("PLTE", 1, 2, 3), end), "before the pixels");
        Refused(TestPng.File(header, TestPng.Chunk("PLTE", 1, 2), data, end), "2 bytes");
        Refused(TestPng.File(header, TestPng.Chunk("ABCD"), data, end), "ABCD");
        Refused(TestPng.File(header, data), "ends before its IEND");
    }

    [Fact]
    public void Pixels_that_cannot_be_are_refused()
    {
        Refused(File(TestPng.Compress([0, 1, 2, 3])), "end in row 1 of 2");
        Refused(File(TestPng.Compress([0, 1, 2, 3, 5, 1, 2, 3])), "row 1 has filter 5");
        Refused(File([0x78, 0x9C, 0xFF, 0xFF]), "compressed pixels are damaged");

        static byte[] File(byte[] data) => TestPng.File(TestPng.Header(1, 2, 8, 2), TestPng.Chunk("IDAT", data), TestPng.Chunk("IEND"));
    }

    private static void Refused(byte[] file, string complaint)
    {
        ImageException error = Assert.Throws<ImageException>(() => PngFile.Decode(file, "some.png"));

        Assert.StartsWith("some.png: ", error.Message);
        Assert.Contains(complaint, error.Message);
    }

    private static byte[] Damage(byte[] bytes, Random random, bool oftenNot)
    {
        byte[] damaged = [.. bytes];
        if (oftenNot && random.Next(3) > 0)
        {
            return damaged;
        }

        for (int count = random.Next(4); count >= 0; count--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return random.Next(5) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }
}
