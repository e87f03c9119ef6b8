using Easel.Models.TextEncoders;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// Seeds of the original with a config that names a text tower of its own (a folder with <c>config.json</c> beside the yaml). There the tower is built when it
/// reads its first prompt, after the seed is set, and PyTorch draws the weights it begins with from the generator that the latents come from. So the first
/// latent lies that much further on; with <c>--fixed_code</c> its noise, drawn before, does not. Found from the recorded runs; the published models have no such
/// folder, and their first latent is the seed's first draw.
/// </summary>
internal static class LateTextTower
{
    /// <summary>32-bit words drawn for all layers: one for each weight of the products, and for each bias that does not begin as zero.</summary>
    public static ulong Words(TextEncoderShape shape)
    {
        ulong width = (ulong)shape.Width;
        ulong hidden = (ulong)shape.Hidden;

        // PyTorch's MultiheadAttention begins with in_proj (3 w^2, biases 0) and out_proj (w^2 + w); the perceptron follows.
        ulong attention = (3 * width * width) + (width * width) + width;
        ulong perceptron = (width * hidden) + hidden + (hidden * width) + width;
        return (ulong)shape.Layers * (attention + perceptron);
    }
}
