using Easel.Diffusion.Previews;
using Easel.Imaging;
using Easel.Models;

namespace Easel.Tests.Diffusion;

public sealed class LatentColoursTests
{
    // The web UI's "approx cheap", modules/sd_vae_approx.py, for latents as samplers have them; colours from -1 to 1.
    [Theory]
    [InlineData(0, 0.298, 0.207, 0.208)]
    [InlineData(1, 0.187, 0.286, 0.173)]
    [InlineData(2, -0.158, 0.189, 0.264)]
    [InlineData(3, -0.184, -0.271, -0.473)]
    public void Stable_Diffusion_1_has_the_published_colours(int channel, params double[] colours)
    {
        float[] latent = new float[2 * 4];
        latent[4 + channel] = 2;

        Image shown = LatentColours.Of(ModelCatalog.StableDiffusion1, config: null).Show(latent, 1, 2);

        Assert.Equal([128, 128, 128, .. colours.Select(colour => (byte)Math.Round(127.5 * ((2 * colour) + 1)))], shown.Pixels.ToArray());
    }

    [Fact]
    public void Numbers_that_are_none_or_without_bounds_are_shown_all_the_same()
    {
        Image shown = new LatentColours(1, [1, -1, 1]).Show([float.PositiveInfinity, float.NaN], 2, 1);

        Assert.Equal((1, 2), (shown.Width, shown.Height));
        Assert.Equal([255, 0, 255, 0, 0, 0], shown.Pixels.ToArray());
    }

    [Fact]
    public void A_further_row_is_added_whatever_the_latent()
    {
        Image shown = new LatentColours(2, [0, 0, 0, 1, 0, 0, -1, 0, 1]).Show([5, 1], 1, 1);

        Assert.Equal([128, 128, 255], shown.Pixels.ToArray());
    }
}
