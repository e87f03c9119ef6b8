using Easel.Cuda;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>How much of a card's memory a run takes: an estimate from above, made before anything is loaded.</summary>
/// <remarks>
/// What each number holds, and where it comes from:
/// <list type="bullet">
/// <item>Weights: the parameters of text encoder, UNet and decoder, 1.03 billion for Stable Diffusion v1, at 4 bytes in <c>full</c>, and a 32nd for the ends of chunks;
/// at 2 bytes in <c>autocast</c>, and an eighth for that, for kernels that are held a second time with the upsampling before them folded in (6.6 %), and for the
/// tokens' table, which stays float32 (3.7 %).</item>
/// <item>Steps: all skip connections, and at the resolution where it is most 12 maps in work, of which the widened tokens of the gated perceptron are 4. On the CPU
/// the arena's peak is 11.1 maps (docs/performance.md, Memory: 0.17 GB for 512 x 512). Keys and values of the prompt are counted beside them.</item>
/// <item>Decoding: one picture at a time, in the narrowest bands that <see cref="BandPlan"/> makes: the largest map, and four bands of 32 MiB. Where more is free the
/// bands are wider, up to the whole map. Steps are recorded apart from it, so that neither uses the other's memory.</item>
/// <item>Encoding, where a run begins with a picture: no more than decoding, whose maps and bands are as large or larger; and the encoder's own weights.</item>
/// <item>Reserve: two slabs of the arena and two chunks of weights that are begun and not full, buffers on the way to the card, and kernels. Counted of Stable Diffusion v1
/// and pocket: the whole lies above what a run asks for (<see cref="CudaDevice.Plan"/>).</item>
/// </list>
/// </remarks>
/// <param name="Weights">Bytes.</param>
/// <param name="Steps">Bytes of activations of a denoising step.</param>
/// <param name="Decoding">Bytes of activations of a decoding.</param>
internal sealed record CardMemoryPlan(long Weights, long Steps, long Decoding)
{
    /// <summary>What the driver and what is not counted take.</summary>
    public const long Reserve = 720L << 20;

    /// <summary>Bytes of a band of a decoding in the narrowest bands.</summary>
    public const long BandBytes = 32L << 20;

    private const int MapsInWork = 12;
    private const int BandsInWork = 4;
    private const long LeastBand = BandBytes / sizeof(float);
    private const int MoreWeightsInFull = 32; // the part that comes to the parameters
    private const int MoreWeightsInAutocast = 8;

    /// <summary>Bytes in all.</summary>
    public long Total => Weights + Steps + Decoding + Reserve;

    /// <summary>The plan for a run.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="parameters">Its <see cref="Parameters"/>.</param>
    /// <param name="precision">What it is held in.</param>
    /// <param name="size">What is painted at once.</param>
    public static CardMemoryPlan Of(ModelShape shape, long parameters, Precision precision, RunSize size)
    {
        int bytes = precision == Precision.Full ? sizeof(float) : sizeof(float) / 2;
        long weights = (parameters + (size.ReadsPicture ? EncoderParameters(shape) : 0)) * bytes;
        long samples = (long)size.Pictures * size.SamplesPerPicture;
        return new CardMemoryPlan(
            weights + (weights / (precision == Precision.Full ? MoreWeightsInFull : MoreWeightsInAutocast)),
            samples * ((UNetNumbers(shape.UNet, size) + (size.PromptChunks * PromptNumbers(shape))) * bytes),
            DecodingNumbers(shape.Autoencoder, size) * bytes);
    }

    /// <summary>Numbers of the three networks that paint; the autoencoder's encoder is not loaded, unless a run begins with a picture.</summary>
    public static long Parameters(ModelShape shape) => ModelTensors.Of(shape).Where(tensor => !IsEncoders(tensor.Name)).Sum(tensor => tensor.Shape.Count);

    /// <summary>Numbers of the autoencoder's encoder.</summary>
    public static long EncoderParameters(ModelShape shape) => ModelTensors.Of(shape).Where(tensor => IsEncoders(tensor.Name)).Sum(tensor => tensor.Shape.Count);

    private static bool IsEncoders(string name) => name.StartsWith($"{ModelNames.Autoencoder}.encoder.", StringComparison.Ordinal);

    /// <summary>Numbers of one sample's step.</summary>
    private static long UNetNumbers(UNetShape shape, RunSize size)
    {
        (long height, long width) = (size.LatentHeight, size.LatentWidth);
        long skips = height * width * shape.Channels;
        long largest = 0;
        for (int level = 0; level <= shape.Halvings; level++)
        {
            long map = height * width * shape.Channels * shape.Multipliers[level];
            largest = Math.Max(largest, map);
            skips += map * shape.ResidualBlocks;
            (height, width) = ((height + 1) / 2, (width + 1) / 2);
            skips += level < shape.Halvings ? height * width * shape.Channels * shape.Multipliers[level] : 0;
        }

        return skips + (MapsInWork * largest);
    }

    /// <summary>Keys and values of one prompt, for every transformer block of the way down, the middle and the way up.</summary>
    private static long PromptNumbers(ModelShape shape)
    {
        UNetShape unet = shape.UNet;
        long width = (long)unet.Channels * unet.Multipliers[^1] * unet.TransformerDepth;
        for (int level = 0; level <= unet.Halvings; level++)
        {
            width += unet.Attention[level] ? (long)unet.Channels * unet.Multipliers[level] * ((2 * unet.ResidualBlocks) + 1) * unet.TransformerDepth : 0;
        }

        return shape.TextEncoder.Positions * ((2 * width) + unet.ContextWidth);
    }

    private static long DecodingNumbers(AutoencoderShape shape, RunSize size)
    {
        int top = shape.Multipliers.Count - 1;
        long largest = 0;
        for (int level = 0; level <= top; level++)
        {
            long pixels = ((long)size.LatentHeight << (top - level)) * ((long)size.LatentWidth << (top - level));
            long channels = Math.Max(2L * shape.ChannelsAt(level), shape.ChannelsAt(Math.Min(top, level + 1)));
            largest = Math.Max(largest, pixels * channels);
        }

        // Small pictures stay whole, and below what bands would take.
        return Math.Min(largest + (BandsInWork * LeastBand), 3 * largest);
    }
}
