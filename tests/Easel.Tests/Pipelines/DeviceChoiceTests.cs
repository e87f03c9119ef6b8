using Easel.Diffusion.Pipelines;

namespace Easel.Tests.Pipelines;

public sealed class DeviceChoiceTests
{
    [Theory]
    [InlineData("auto", true, null, "auto")]
    [InlineData("cpu", false, null, "cpu")]
    [InlineData("cuda", false, 0, "cuda:0")]
    [InlineData("cuda:0", false, 0, "cuda:0")]
    [InlineData("cuda:12", false, 12, "cuda:12")]
    public void What_is_written_is_read(string text, bool isAuto, int? card, string written)
    {
        DeviceChoice choice = DeviceChoice.TryParse(text)!.Value;

        Assert.Equal((isAuto, card, written), (choice.IsAuto, choice.Card, choice.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("Cpu")]
    [InlineData("cuda:")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:+1")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1x")]
    [InlineData("cuda:2147483648")]
    [InlineData("cuda1")]
    public void Everything_else_is_none(string text) => Assert.Null(DeviceChoice.TryParse(text));

    [Fact]
    public void A_library_computes_on_the_processor_unless_told_otherwise()
        => Assert.Equal(DeviceChoice.Cpu, new PipelineOptions { Checkpoint = "model.ckpt" }.Device);
}
