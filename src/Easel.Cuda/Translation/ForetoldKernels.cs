using Easel.Cuda.Attention;
using Easel.Cuda.Driver;
using Easel.Cuda.Products;
using Easel.Tensors;

namespace Easel.Cuda.Translation;

/// <summary>
/// What a run will want before it wants it: the kernels of Stable Diffusion v1 at 512x512 in the order of their first use, as tests find them. What is not
/// among them is translated when it is wanted.
/// </summary>
internal static class ForetoldKernels
{
    // With fewer threads, what may never be wanted would take processors from what is.
    private const int ThreadsToSpare = 8;

    private const string Hopper = "product_90a";
    private const string Small = "product_small";
    private const string Large = "product_large";

    private static readonly KernelName[] s_hopper =
    [
        new("weights", "pack_half"), new("weights", "interleave"),

        // The text encoder.
        new("elementwise", "embed_half"), new("layer_norm", "layer_norm_3_half"), new(Hopper, "product_90a_nothing"), new(Hopper, "product_90a_shared_64x80_pointwise"), new("attention", "attention_64_64"),
        new("elementwise", "find_infinite_half"),

        // The UNet.
        new("elementwise", "convert_to_half"), new("product_rest", "product_2_rows"), new("copies", "widen_to_half"), new(Hopper, "product_90a_128x160"),
        new("group_norm_90a", "group_norm_cluster_half"), new(Hopper, "product_90a_128x160_pointwise"), new("layer_norm", "layer_norm_2_half"),
        new(Hopper, "product_90a_shared_128x128_pointwise"), new("attention_90a", "attention_90a_40_192"), new("attention", "attention_40_128"), new(Hopper, "product_90a_shared_64x80"),
        new(Hopper, "product_90a_128x80"), new(Hopper, "product_90a_64x160_pointwise"), new("attention_90a", "attention_90a_80_128"), new("attention", "attention_80_64"), new(Hopper, "product_90a_shared_128x160_pointwise"), new("group_norm", "group_norm_whole_half"),
        new("layer_norm", "layer_norm_5_half"), new("attention_90a", "attention_90a_160_64"), new("attention", "attention_160_32"), new(Hopper, "product_90a_128x80_pointwise"), new("copies", "concatenate_16"),
        new(Hopper, "product_90a_shared_128x160"), new(Small, "product_128x16"), new("elementwise", "guide"), new("elementwise", "combine"), new("elementwise", "find_infinite_float"),

        // The decoder.
        new(Hopper, "product_90a_shared_128x128"), new("attention_wide", "attention_512_32"), new("group_norm", "group_moments_half"), new("group_norm", "group_terms_half"), new("group_norm", "group_apply_half"),
    ];

    // Which tiles depends on a card's multiprocessors: those that not all choose come last.
    private static readonly KernelName[] s_others =
    [
        new("weights", "pack_half"), new("weights", "interleave"),

        // The text encoder.
        new("elementwise", "embed_half"), new("layer_norm", "layer_norm_3_half"), new(Small, "product_64x64_pointwise"), new("attention", "attention_64_64"),
        new("product_rest", "product_reduce"), new(Small, "product_64x80_pointwise"), new("elementwise", "find_infinite_half"),

        // The UNet.
        new("elementwise", "convert_to_half"), new("product_rest", "product_2_rows"), new("copies", "widen_to_half"), new(Small, "product_64x80"),
        new("group_norm", "group_moments_half"), new("group_norm", "group_apply_half"), new("layer_norm", "layer_norm_2_half"), new(Large, "product_128x128_pointwise"),
        new("attention", "attention_40_128"), new(Small, "product_128x80_pointwise"), new(Large, "product_128x128"), new("attention", "attention_80_64"),
        new("group_norm", "group_norm_whole_half"), new("layer_norm", "layer_norm_5_half"), new("attention", "attention_160_32"), new("copies", "concatenate_16"),
        new(Small, "product_128x16"), new("elementwise", "guide"), new("elementwise", "combine"), new("elementwise", "find_infinite_float"),

        // The decoder.
        new("attention_wide", "attention_512_32"), new("group_norm", "group_terms_half"),

        new(Small, "product_128x80"), new(Small, "product_64x64"), new(Large, "product_128x160"), new("attention", "attention_80_128"), new("attention", "attention_160_64"),
        new(Small, "product_128x16_pointwise"),
    ];

    private static readonly KernelName[] s_full =
    [
        new("weights", "pack_float"), new("weights", "interleave"), new("elementwise", "embed_float"), new("layer_norm", "layer_norm_10_float"), new("product_float", "product_float"),
        new("attention_float", "attention_float_64"), new("group_norm_90a", "group_norm_cluster_float"), new("group_norm", "group_moments_float"), new("group_norm", "group_apply_float"), new("layer_norm", "layer_norm_3_float"),
        new("layer_norm", "layer_norm_5_float"), new("attention_float", "attention_float_128"), new("group_norm", "group_norm_whole_float"), new("copies", "concatenate_16"),
        new("copies", "upsample_16"), new("elementwise", "guide"), new("elementwise", "combine"), new("elementwise", "find_infinite_float"), new("group_norm", "group_terms_float"),
    ];

    /// <summary>Those for a card, in order.</summary>
    /// <param name="precision">Of the run.</param>
    /// <param name="card">The card.</param>
    /// <param name="threads">How many translate; with many, what other sizes of pictures want comes last.</param>
    public static IReadOnlyList<KernelName> For(Precision precision, CardProperties card, int threads)
    {
        if (precision == Precision.Full)
        {
            return [.. s_full.Where(kernel => KernelLibrary.IsFor(kernel.File, card))];
        }

        KernelName[] usual = KernelLibrary.IsFor(Hopper, card) ? s_hopper : s_others;
        return threads < ThreadsToSpare ? usual : [.. usual.Union(Spare(card))];
    }

    /// <summary>On Hopper its own tiles, elsewhere those for all; and attention of Stable Diffusion v1's heads.</summary>
    private static IEnumerable<KernelName> Spare(CardProperties card)
    {
        bool isHopper = KernelLibrary.IsFor(Hopper, card);
        foreach (ProductTile tile in ProductTile.All.Where(tile => tile.IsFor(card) && tile.File == Hopper == isHopper))
        {
            yield return new(tile.File, tile.Kernel(pointwise: false));
            yield return new(tile.File, tile.Kernel(pointwise: true));
        }

        foreach (AttentionKernel kernel in AttentionKernel.For(ElementType.Float16).ToArray().Where(kernel => kernel.File is "attention" || (isHopper && kernel.File == "attention_90a")))
        {
            yield return new(kernel.File, kernel.Name);
        }
    }
}
