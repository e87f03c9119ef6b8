using Easel.Imaging;
using SkiaSharp;

namespace Easel.Tests.Imaging;

public sealed class PngAlphaTests
{
    private const int Width = 11;
    private const int Height = 9;

    /// <summary>Colour type, bits, chunk tRNS: all that PNG has for transparency.</summary>
    public static TheoryData<int, int, string> Kinds => new()
    {
        { 6, 8, "" }, { 6, 16, "" }, { 4, 8, "" }, { 4, 16, "" },
        { 3, 8, "00FF80" }, { 3, 4, "FF0040" }, { 3, 1, "00" },
        { 2, 8, "000100020003" }, { 0, 8, "0005" }, { 0, 4, "0003" }, { 0, 1, "0001" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_to_be_seen_through_is_as_another_decoder_has_it(int colour, int depth, string transparency)
    {
        foreach (bool isInterlaced in (bool[])[false, true])
        {
            byte[] file = Make(colour, depth, transparency, isInterlaced);

            GrayImage alpha = PictureFile.DecodeAlpha(file, "test")!;

            Assert.Equal(BySkia(file), alpha.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_that_says_nothing_of_transparency_has_none(int colour) => Assert.Null(PictureFile.DecodeAlpha(Make(colour, 8, "", isInterlaced: false), "test"));

    [Theory]
    [InlineData(2, "0001")]
    [InlineData(0, "")]
    public void A_tRNS_that_is_too_short_hides_nothing(int colour, string transparency)
    {
        byte[] file = TestPng.File(TestPng.Header(Width, Height, 8, colour), TestPng.Chunk("tRNS", Convert.FromHexString(transparency)), Pixels(colour, 8, isInterlaced: false), TestPng.Chunk("IEND"));

        Assert.Equal(-1, PictureFile.DecodeAlpha(file, "test")!.Pixels.Span.IndexOfAnyExcept(byte.MaxValue));
    }

    [Fact]
    public void A_WebP_file_s_alpha_is_read_too()
    {
        using SKBitmap bitmap = new(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(1, 2, 3, 255));
        bitmap.SetPixel(1, 0, new SKColor(1, 2, 3, 0));
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData file = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))!;

        Assert.Equal([255, 0], PictureFile.DecodeAlpha(file.ToArray(), "test")!.Pixels.ToArray());
    }

    [Fact]
    public void A_size_is_measured_without_decoding_and_damaged_headers_are_told()
    {
        byte[] file = Make(6, 8, "", isInterlaced: false);

        Assert.Equal((Width, Height), PictureFile.Measure(file.AsSpan(0, 64), "test"));
        Assert.Throws<ImageException>(() => PictureFile.Measure(file.AsSpan(0, 20), "test"));
    }

    private static byte[] Make(int colour, int depth, string transparency, bool isInterlaced) => TestPng.File(
    [
        TestPng.Header(Width, Height, depth, colour, isInterlaced),
        .. colour == 3 ? [TestPng.Chunk("PLTE", [.. Enumerable.Range(0, 3 << depth).Select(i => (byte)(7 * i))])] : Array.Empty<byte[]>(),
        .. transparency.Length > 0 ? [TestPng.Chunk("tRNS", Convert.FromHexString(transparency))] : Array.Empty<byte[]>(),
        Pixels(colour, depth, isInterlaced),
        TestPng.Chunk("IEND"),
    ]);

    private static byte[] Pixels(int colour, int depth, bool isInterlaced)
    {
        int channels = colour switch { 6 => 4, 2 => 3, 4 => 2, _ => 1 };
        return TestPng.Chunk("IDAT", TestPng.Compress(TestPng.Rows(Width, Height, depth, channels, isInterlaced, Sample)));

        // Every value of few bits, and in the first pixels the colours that tRNS names.
        int Sample(int x, int y, int channel) => colour == 2 ? (x == 0 ? channel + 1 : 10 + channel) : ((x + (3 * y)) * (channel == channels - 1 ? 257 : 11)) % (1 << Math.Min(depth, 16));
    }

    private static byte[] BySkia(byte[] file)
    {
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        using SKBitmap bitmap = new(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels()));
        return [.. Enumerable.Range(0, Width * Height).Select(i => bitmap.GetPixelSpan()[(4 * i) + 3])];
    }
}
