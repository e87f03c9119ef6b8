using System.Buffers.Text;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Foreign;
using Easel.Tests.Imaging;

namespace Easel.Server.Tests.Foreign;

public sealed class SentPictureTests
{
    private static readonly byte[] s_bytes = [0xFB, 0xEF, 0xBE, 1, 2, 3, 4];

    [Fact]
    public void Base64_is_read_in_every_form_that_clients_send()
    {
        string plain = Convert.ToBase64String(s_bytes);

        string[] forms = [plain, $" {plain}\n", $"data:image/png;base64,{plain}", plain.TrimEnd('='), plain.Insert(4, "\r\n"), Base64Url.EncodeToString(s_bytes)];

        Assert.All(forms, form => Assert.Equal(s_bytes, SentPicture.BytesOf(form, "image")));
    }

    [Theory]
    [InlineData("https://example.org/a.png", "addresses are not followed")]
    [InlineData("file:///etc/passwd", "addresses are not followed")]
    [InlineData("C:\\pictures\\a.png", "it is not base64")]
    [InlineData("data:image/png,abc", "is wanted in base64")]
    [InlineData("no base64!", "it is not base64")]
    [InlineData("-1", "it is not base64")]
    [InlineData("a-b!", "it is not base64")]
    public void What_is_not_base64_is_refused_and_no_address_is_followed(string text, string part)
    {
        FieldException error = Assert.Throws<FieldException>(() => SentPicture.BytesOf(text, "image"));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_to_be_seen_through_lies_on_white()
    {
        // 2 x 1, RGBA: red at half, green at none.
        SentPicture sent = SentPicture.Decode(TransparentPng.Of(2, 1, [255, 0, 0, 128, 0, 255, 0, 0]), "image");

        Image onWhite = sent.On(255, 255, 255);

        Assert.True(sent.HasTransparency);
        Assert.Equal([255, 127, 127, 255, 255, 255], onWhite.Pixels.ToArray());
    }

    [Fact]
    public void A_picture_without_transparency_stays_as_it_is()
    {
        SentPicture sent = SentPicture.Decode(PngFile.Encode(ForeignRequests.Colour(2, 2, 1, 2, 3)), "image");

        Assert.Null(sent.Alpha);
        Assert.Same(sent.Picture, sent.On(255, 255, 255));
    }

    [Fact]
    public void A_header_that_promises_too_many_pixels_is_refused_before_anything_is_decoded()
    {
        byte[] file = TestPng.File(TestPng.Header(10_000, 10_000, depth: 8, colour: 6), TestPng.Chunk("IDAT", TestPng.Compress([0])), TestPng.Chunk("IEND"));

        long before = GC.GetAllocatedBytesForCurrentThread();
        FieldException error = Assert.Throws<FieldException>(() => SentPicture.Decode(file, "image"));

        Assert.Contains("10000 x 10000 is too large", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
