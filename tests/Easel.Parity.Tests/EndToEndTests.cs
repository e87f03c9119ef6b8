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
        { "tiny-sd", "watermark-256" },
        { "tiny-sd", "wide" },
        { "micro-sd", "ddim" },
    };

    [Theory, MemberData(nameof(Runs))]
    public Task The_command_paints_what_the_original_painted(string model, string run) => RecordedRun.AssertPaintedAsync(model, run);

    [Theory]
    [InlineData("img2img")]
    [InlineData("img2img-resize")]
    public Task The_command_paints_what_the_original_painted_from_a_picture(string run) => RecordedRun.AssertPaintedAsync("img2img", "tiny-sd", $"e2e-img2img/{run}", []);
}
