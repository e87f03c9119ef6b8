using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Watermarks;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The watermark against invisible-watermark's <c>dwtDct</c>: bit for bit.</summary>
public class WatermarkParityTests
{
    public static TheoryData<string> Names =>
        ["gen256_0", "gen256_1", "gen512", "smooth512", "smooth256", "noise256", "black256", "white256", "red256", "blue256", "odd258x301"];

    [Theory, MemberData(nameof(Names))]
    public void A_marked_picture_is_the_recorded_one(string name)
    {
        Image marked = WatermarkWriter.Mark(Picture($"{name}.in.png"));

        Equal(Picture($"{name}.out.png"), marked);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_marked_picture_says_what_was_recorded(string name)
    {
        JsonElement recorded = JsonDocument.Parse(File.ReadAllBytes(Goldens.Path("watermark", "watermark.json"))).RootElement.GetProperty("images").GetProperty(name);

        WatermarkReading reading = WatermarkReader.Read(Picture($"{name}.out.png"));

        Assert.Equal(recorded.GetProperty("decoded_hex").GetString(), Convert.ToHexStringLower(reading.Bytes.Span));
        Assert.Equal(recorded.GetProperty("wrong_bits").GetInt32(), Watermark.BitCount - reading.MatchingBits);
        Assert.Equal(recorded.GetProperty("wrong_bits").GetInt32() < 20, reading.IsMarked);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_picture_before_it_is_marked_is_not_taken_for_a_marked_one(string name)
    {
        WatermarkReading reading = WatermarkReader.Read(Picture($"{name}.in.png"));

        Assert.False(reading.IsMarked, $"{reading.MatchingBits} bits match");
    }

    [Fact]
    public void Colours_become_the_recorded_YUV_and_back()
    {
        SafeTensors steps = Goldens.Open("watermark", "steps.safetensors");
        int count = steps.Shape("colour.bgr")[1];

        YuvPlanes planes = new(new Image(count, 1, Reversed(steps.Bytes("colour.bgr"))));
        byte[] yuv = steps.Bytes("colour.yuv");
        Image back = new YuvPlanes(count, 1, Plane(yuv, 0), Plane(yuv, 1), Plane(yuv, 2)).ToImage();

        byte[] wanted = steps.Bytes("colour.bgr_to_yuv");
        Assert.Equal(Plane(wanted, 0), planes.Y.ToArray());
        Assert.Equal(Plane(wanted, 1), planes.U.ToArray());
        Assert.Equal(Plane(wanted, 2), planes.V.ToArray());
        Assert.Equal(Reversed(steps.Bytes("colour.yuv_to_bgr")), back.Pixels.ToArray());
    }

    [Fact]
    public void Bands_and_marked_bands_and_their_inverse_are_the_recorded_ones()
    {
        SafeTensors steps = Goldens.Open("watermark", "steps.safetensors");
        int side = steps.Shape("yuv_in")[0];
        byte[] u = Plane(steps.Bytes("yuv_in"), 1);

        var bands = HaarBands.Of(u, side, side);
        double[] low = [.. bands.Low];
        BlockBits.Write(bands, Watermark.Bits);
        double[] restored = new double[side * side];
        for (int i = 0; i < low.Length; i++)
        {
            int first = (i / (side / 2) * 2 * side) + (i % (side / 2) * 2);
            (restored[first], restored[first + 1], restored[first + side], restored[first + side + 1]) = bands.Square(i);
        }

        bands.Restore(u, side);

        Assert.Equal(steps.Doubles("u.ca"), low);
        Assert.Equal(steps.Doubles("u.h"), bands.Horizontal);
        Assert.Equal(steps.Doubles("u.v"), bands.Vertical);
        Assert.Equal(steps.Doubles("u.d"), bands.Diagonal);
        Assert.Equal(steps.Doubles("u.ca_marked"), bands.Low);
        Assert.Equal(steps.Doubles("u.idwt"), restored);
        Assert.Equal(Plane(steps.Bytes("yuv_marked"), 1), u);
    }

    [Theory]
    [InlineData("before-watermark-0.png", "samples/00000.png")]
    [InlineData("before-watermark-1.png", "samples/00001.png")]
    [InlineData("before-watermark-2.png", "grid-0000.png")]
    public void Samples_and_grid_of_the_original_script_are_marked_as_recorded(string before, string after)
    {
        Image Load(string name) => PngFile.Load(Goldens.Path("tiny-sd", "e2e", "watermark-256", name)).Image;

        Equal(Load(after), WatermarkWriter.Mark(Load(before)));
    }

    private static Image Picture(string name) => PngFile.Load(Goldens.Path("watermark", name)).Image;

    private static void Equal(Image wanted, Image actual)
    {
        Assert.Equal((wanted.Width, wanted.Height), (actual.Width, actual.Height));
        Assert.Equal(wanted.Pixels.ToArray(), actual.Pixels.ToArray());
    }

    private static byte[] Plane(byte[] interleaved, int channel) => [.. interleaved.Where((_, i) => i % 3 == channel)];

    /// <summary>BGR as RGB, and the other way round.</summary>
    private static byte[] Reversed(byte[] colours) => [.. Enumerable.Range(0, colours.Length).Select(i => colours[i - (i % 3) + 2 - (i % 3)])];
}
