using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Watermarks;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The command line itself against runs of the original script: same files, same pixels.</summary>
public sealed class EndToEndTests
{
    public static TheoryData<string, string> Runs => new()
    {
        { "tiny-sd", "ddim-default" },
        { "tiny-sd", "ddim-50-seed119" },
        { "tiny-sd", "default-prompt-128" },
        { "tiny-sd", "dpm-solver" },
        { "tiny-sd", "empty-prompt" },
        { "tiny-sd", "eta-half" },
        { "tiny-sd", "fixed-code" },
        { "tiny-sd", "from-file" },
        { "tiny-sd", "grid-3x2" },
        { "tiny-sd", "plms" },
        { "tiny-sd", "scale-1" },
        { "tiny-sd", "scale-15" },
        { "tiny-sd", "tall" },
        { "tiny-sd", "wide" },
        { "micro-sd", "ddim" },
    };

    [Theory, MemberData(nameof(Runs))]
    public Task The_command_paints_what_the_original_painted(string model, string run) => RecordedRun.AssertPaintedAsync(model, run);

    [Theory]
    [InlineData("img2img")]
    [InlineData("img2img-resize")]
    public Task The_command_paints_what_the_original_painted_from_a_picture(string run) => RecordedRun.AssertPaintedAsync("img2img", "tiny-sd", $"e2e-img2img/{run}", []);

    [Fact]
    public async Task Written_pictures_carry_the_originals_watermark_unless_they_are_not_to()
    {
        Dictionary<string, Image> marked = await RecordedRun.PaintAgainAsync("txt2img", "tiny-sd", "e2e/watermark-256", []);
        Dictionary<string, Image> plain = await RecordedRun.PaintAgainAsync("txt2img", "tiny-sd", "e2e/watermark-256", ["--no-watermark"]);

        Assert.Equal(3, marked.Count);
        RecordedRun.AssertSame("tiny-sd", "e2e/watermark-256", plain);
        foreach ((string name, Image image) in marked)
        {
            Assert.Equal(WatermarkWriter.Mark(plain[name]).Pixels.ToArray(), image.Pixels.ToArray());

            // A level of rounding before the mark is some levels after it, in the blocks that it tips over.
            double decibels = Compare.Decibels(PngFile.Load(Goldens.Path("tiny-sd/e2e/watermark-256", name)).Image.Pixels.Span, image.Pixels.Span);
            Assert.True(decibels > Tolerances.MarkedDecibels, $"{name}: {decibels:F1} dB");
        }
    }
}
