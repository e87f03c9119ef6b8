using Easel.Imaging;
using Easel.Imaging.Resampling;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The initial picture of the OpenVINO demo as it goes into the encoder, against the recorded one.</summary>
public class OpenCvResizeParityTests
{
    [Theory]
    [InlineData("img2img")]
    [InlineData("inpaint")]
    [InlineData("img2img-resize")]
    [InlineData("inpaint-resize")]
    public void An_initial_picture_is_resized_to_the_recorded_one(string run)
    {
        SafeTensors recorded = Goldens.Open("tiny-sd", "openvino-demo", run, "float.safetensors");
        int[] shape = recorded.Shape("init_image");
        Image picture = PictureFile.Read(Goldens.Path("tiny-sd", "openvino-demo", run, "init.png"), PictureOrientation.Upright);

        Image resized = OpenCvResize.Lanczos4(picture, shape[3], shape[2]);

        // From 2 v / 255 - 1 back to the level, which 8 bits hold exactly; blue first in the recording or red?
        byte[] wanted = [.. Compare.ChannelsLast(recorded.Floats("init_image"), shape).Select(value => (byte)MathF.Round((value + 1) * 127.5f))];
        int[] differences = [.. wanted.Zip(resized.Pixels.ToArray(), (a, b) => Math.Abs(a - b))];
        Assert.True(differences.Max() == 0, $"{picture.Width} x {picture.Height}: {differences.Count(d => d > 0)} of {differences.Length} differ, by {differences.Max()}");
    }
}
