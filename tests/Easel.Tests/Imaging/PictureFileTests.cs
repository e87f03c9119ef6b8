using System.Buffers.Binary;
using Easel.Imaging;
using Easel.Imaging.Formats;
using Easel.Imaging.Png;

namespace Easel.Tests.Imaging;

public sealed class PictureFileTests : IDisposable
{
    /// <summary>JPEG at its best quality rounds twice, to 8 bits of YCbCr and of RGB.</summary>
    private const int JpegLevels = 4;

    private readonly TestFolder _folder = new();

    [Fact]
    public void Lossless_formats_are_read_to_the_bit_whatever_the_file_is_called()
    {
        Image picture = TestPictures.Gradient(13, 9);

        foreach (byte[] file in new[] { PngFile.Encode(picture), TestPictures.WebP(picture, isLossless: true), TestPictures.Bmp(picture) })
        {
            Equal(picture, PictureFile.Read(Save("picture.jpg", file)));
        }
    }

    [Fact]
    public void Jpeg_is_read_to_a_few_levels()
    {
        Image picture = TestPictures.Gradient(40, 24);

        Image read = PictureFile.Read(Save("picture.png", TestPictures.Jpeg(picture)));

        Assert.Equal((40, 24), (read.Width, read.Height));
        Assert.All(picture.Pixels.ToArray().Zip(read.Pixels.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -JpegLevels, JpegLevels));
    }

    [Fact]
    public void Of_a_gif_the_first_frame_is_read()
    {
        byte[] file = TestPictures.Gif(2, 2, [0, 1, 100, 127], [5, 5, 5, 5]);

        Image read = PictureFile.Read(Save("picture.gif", file));

        Assert.Equal([0, 0, 255, 2, 1, 254, 200, 100, 155, 254, 127, 128], read.Pixels.ToArray());
    }

    [Fact]
    public void Transparency_is_left_out_and_the_colours_below_it_stay()
    {
        Image picture = TestPictures.Gradient(6, 5);

        Equal(picture, PictureFile.Read(Save("picture.webp", TestPictures.WebP(picture, isLossless: true, alpha: 77))));
    }

    [Fact]
    public void What_a_gif_leaves_transparent_is_black()
    {
        byte[] file = TestPictures.Gif(2, 1, [[3, 4]]);
        int control = file.AsSpan().IndexOf<byte>([0x21, 0xF9, 4]);
        file[control + 3] = 1;
        file[control + 6] = 4;

        Assert.Equal([6, 3, 252, 0, 0, 0], PictureFile.Decode(file, "test").Pixels.ToArray());
    }

    [Fact]
    public void Greys_are_those_of_PIL()
    {
        // PIL: Image.new("RGB", (1, 1), "red").convert("L").getpixel((0, 0)) is 76; lime 150, blue 29, gray 128.
        Image picture = new(5, 1, [255, 0, 0, 0, 255, 0, 0, 0, 255, 128, 128, 128, 255, 255, 255]);

        GrayImage grey = PictureFile.ReadGray(Save("mask.png", PngFile.Encode(picture)));

        Assert.Equal([76, 150, 29, 128, 255], grey.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 3, "012345")]
    [InlineData(2, 3, "210543")]
    [InlineData(3, 3, "543210")]
    [InlineData(4, 3, "345012")]
    [InlineData(5, 2, "031425")]
    [InlineData(6, 2, "304152")]
    [InlineData(7, 2, "524130")]
    [InlineData(8, 2, "251403")]
    public void Upright_pictures_are_turned_as_the_file_says_and_stored_ones_are_not(byte orientation, int width, string wanted)
    {
        byte[] pixels = [.. "012345"u8.ToArray().SelectMany(value => new[] { value, value, value })];
        byte[] png = PngFile.Encode(new Image(3, 2, pixels));
        byte[] file = [.. png[..33], .. TestPng.Chunk("eXIf", TestPictures.Exif(orientation, isLittle: orientation % 2 == 0)), .. png[33..]];
        string path = Save("camera.png", file);

        Image upright = PictureFile.Read(path, PictureOrientation.Upright);
        Image stored = PictureFile.Read(path);

        Assert.Equal(width, upright.Width);
        Assert.Equal(wanted, string.Concat(upright.Pixels.ToArray().Where((_, i) => i % 3 == 0).Select(value => (char)value)));
        Assert.Equal(pixels, stored.Pixels.ToArray());
    }

    [Fact]
    public void A_turned_jpeg_is_read_upright_only_where_that_is_asked_for()
    {
        // The left half is black; turned clockwise, it is on top.
        Image picture = new(16, 8, [.. Enumerable.Range(0, 16 * 8 * 3).Select(i => (byte)(i / 3 % 16 < 8 ? 0 : 255))]);
        string path = Save("camera.jpg", TestPictures.WithExif(TestPictures.Jpeg(picture), TestPictures.Exif(6, isLittle: false)));

        Image upright = PictureFile.Read(path, PictureOrientation.Upright);
        GrayImage stored = PictureFile.ReadGray(path);

        Assert.Equal((8, 16, 16, 8), (upright.Width, upright.Height, stored.Width, stored.Height));
        Assert.InRange(upright.Pixels.Span[7 * 3], 0, 10);
        Assert.InRange(upright.Pixels.Span[8 * 15 * 3], 245, 255);
    }

    [Theory]
    [InlineData("")]
    [InlineData("II*\0")]
    [InlineData("II*\0\u0008\0\0\0\u0009\0")]
    [InlineData("MM\0*\u00FF\u00FF\u00FF\u00FF\0\u0001")]
    [InlineData("II*\0\u0008\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0\u0009\0\0\0")]
    public void Exif_that_cannot_be_read_says_nothing(string exif)
        => Assert.Equal(ExifOrientation.Upright, ExifOrientation.Read(System.Text.Encoding.Latin1.GetBytes(exif)));

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("a red fox", "it is a text")]
    [InlineData("PK\u0003\u0004\0\0", "it is a zip archive (many checkpoints are)")]
    [InlineData("II*\0\u0008\0\0\0", "it is a TIFF picture")]
    [InlineData("\0\0\0\u0020ftypavif\0", "it is an AVIF picture")]
    [InlineData("\0\0\0\u0020ftypheic\0", "it is a HEIF picture (HEIC)")]
    [InlineData("  <!DOCTYPE html>", "it is a web page")]
    [InlineData("<svg xmlns=", "it is an SVG drawing")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "it is a Git LFS pointer")]
    [InlineData("\u0001\u0002\u00FF", "it is no picture (it begins with the bytes 0102FF)")]
    public void What_is_no_picture_is_called_what_it_is(string content, string complaint)
        => Refused(Save("picture.png", System.Text.Encoding.Latin1.GetBytes(content)), complaint);

    [Fact]
    public void What_is_no_file_is_refused_by_name()
    {
        Refused(_folder.PathOf("missing.png"), "there is no such file");
        Refused(_folder.PathOf("missing/picture.png"), "there is no such file");
        Refused(_folder.Path, "it is a folder");
        Assert.Throws<ImageException>(() => PictureFile.Read(""));
    }

    [Fact]
    public void Pictures_too_large_are_refused_by_their_header()
    {
        byte[] jpeg = TestPictures.Jpeg(TestPictures.Gradient(8, 8));
        int frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt32BigEndian(jpeg.AsSpan(frame + 5), 0x7FFF7FFF);
        byte[] bmp = TestPictures.Bmp(TestPictures.Gradient(8, 8));
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 20_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), 20_000);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        Refused(Save("a.jpg", jpeg), "32767 x 32767");
        Refused(Save("a.bmp", bmp), "20000 x 20000");
        Refused(Save("b.jpg", jpeg[..20]), "the JPEG file is damaged or cut off");
        Refused(Save("a.gif", TestPictures.Gif(65535, 65535, [1])), "65535 x 65535");

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 10_000_000);
    }

    [Fact]
    public void Every_cut_of_every_format_is_refused_or_takes_nothing_of_the_picture_away()
    {
        Image picture = TestPictures.Gradient(24, 16);
        foreach (byte[] file in new[]
        {
            TestPictures.Jpeg(picture), TestPictures.WebP(picture, isLossless: true), TestPictures.WebP(picture, isLossless: false),
            TestPictures.Bmp(picture), TestPictures.Gif(8, 4, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]),
        })
        {
            Image whole = PictureFile.Decode(file, "whole");
            for (int length = 0; length < file.Length; length++)
            {
                if (TryDecode(file[..length]) is Image read)
                {
                    // JPEG and GIF may go without their last marker.
                    Assert.InRange(length, file.Length - 8, file.Length);
                    Equal(whole, read);
                }
            }
        }
    }

    [Fact]
    public void Three_thousand_damaged_files_never_do_worse_than_be_refused()
    {
        Random random = new(7);
        Image picture = TestPictures.Gradient(24, 16);
        byte[][] files =
        [
            TestPictures.Jpeg(picture), TestPictures.WithExif(TestPictures.Jpeg(picture), TestPictures.Exif(6, isLittle: true)), TestPictures.WebP(picture, isLossless: true),
            TestPictures.WebP(picture, isLossless: false), TestPictures.Bmp(picture), TestPictures.Gif(8, 4, new byte[32], new byte[32]),
        ];
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. files[round % files.Length]];
            for (int count = random.Next(1, 6); count > 0; count--)
            {
                // Where sizes lie too, but not so large that memory would be what is tested.
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(5));
            }

            refused += TryDecode(damaged) is null ? 1 : 0;
        }

        Assert.InRange(refused, 1, 2999);
    }

    [Fact]
    public void Texts_and_exif_of_a_png_are_read_with_it()
    {
        byte[] exif = TestPictures.Exif(1, isLittle: true);
        byte[] png = PngFile.Encode(TestPictures.Gradient(4, 4), new PngText("stable_diffusion_prompt", "a red fox"));
        string path = Save("demo.png", [.. png[..33], .. TestPng.Chunk("eXIf", exif), .. png[33..]]);

        PngPicture read = PictureFile.ReadWithTexts(path);

        Assert.Equal([new PngText("stable_diffusion_prompt", "a red fox")], read.Texts);
        Assert.Equal(exif, read.Exif.ToArray());
        Assert.Empty(PictureFile.ReadWithTexts(Save("demo.jpg", TestPictures.Jpeg(TestPictures.Gradient(4, 4)))).Texts);
    }

    [Fact]
    public void Exif_without_end_is_refused()
    {
        byte[] png = PngFile.Encode(TestPictures.Gradient(4, 4));

        Refused(Save("large.png", [.. png[..33], .. TestPng.Chunk("eXIf", new byte[(1 << 24) + 1]), .. png[33..]]), "16777216 are allowed");
    }

    public void Dispose() => _folder.Dispose();

    private static Image? TryDecode(byte[] file)
    {
        try
        {
            return PictureFile.Decode(file, "damaged", PictureOrientation.Upright);
        }
        catch (ImageException)
        {
            return null;
        }
    }

    private static void Refused(string path, string complaint)
    {
        ImageException error = Assert.Throws<ImageException>(() => PictureFile.Read(path));

        Assert.StartsWith($"{path}: ", error.Message);
        Assert.Contains(complaint, error.Message);
    }

    private static void Equal(Image wanted, Image actual)
    {
        Assert.Equal((wanted.Width, wanted.Height), (actual.Width, actual.Height));
        Assert.Equal(wanted.Pixels.ToArray(), actual.Pixels.ToArray());
    }

    private string Save(string name, byte[] file)
    {
        File.WriteAllBytes(_folder.PathOf(name), file);
        return _folder.PathOf(name);
    }
}
