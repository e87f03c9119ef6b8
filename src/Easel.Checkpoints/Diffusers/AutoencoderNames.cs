using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Diffusers;

/// <summary>
/// From the diffusers library's names of the autoencoder to the original ones. The original counts the decoder's resolutions from the image's
/// side, and its attention consists of 1x1 convolutions where diffusers has matrices.
/// </summary>
internal static class AutoencoderNames
{
    private const string Prefix = "first_stage_model";

    // Both spellings: before and since diffusers 0.13.
    private static readonly (string From, string To)[] s_attention =
    [
        ("group_norm", "norm"),
        ("query", "q"),
        ("to_q", "q"),
        ("key", "k"),
        ("to_k", "k"),
        ("value", "v"),
        ("to_v", "v"),
        ("proj_attn", "proj_out"),
        ("to_out.0", "proj_out"),
    ];

    /// <summary>The tensors under their original names and in their original shapes. Names that mean nothing here are kept, behind the autoencoder's prefix.</summary>
    public static IEnumerable<HostTensor> ToOriginal(Dictionary<string, HostTensor> tensors)
    {
        BlockList up = new(tensors.Keys, "decoder.up_blocks");
        foreach ((string name, HostTensor tensor) in tensors)
        {
            string original = Original(name, up.Count);
            bool convolution = original.Contains(".attn_1.", StringComparison.Ordinal) && tensor.Shape.Rank == 2;
            yield return (convolution ? tensor.WithTrailingOnes(2) : tensor).Named($"{Prefix}.{original}");
        }
    }

    private static string Original(string name, int resolutions)
    {
        NamePath path = new(name);
        string side = path.Take("encoder") ? "encoder" : path.Take("decoder") ? "decoder" : "";
        if (side.Length == 0)
        {
            return name;
        }

        if (path.Take("down_blocks", out int block))
        {
            return $"{side}.down.{block}.{Part(path)}";
        }

        if (path.Take("up_blocks", out block))
        {
            return $"{side}.up.{resolutions - 1 - block}.{Part(path)}";
        }

        if (path.Take("mid_block.resnets", out int residual))
        {
            return $"{side}.mid.block_{residual + 1}.{Residual(path)}";
        }

        if (path.Take("mid_block.attentions", out int attention))
        {
            return $"{side}.mid.attn_{attention + 1}.{Attention(path)}";
        }

        return path.Take("conv_norm_out") ? $"{side}.norm_out.{path.Rest}" : name;
    }

    private static string Part(NamePath path)
    {
        if (path.Take("resnets", out int residual))
        {
            return $"block.{residual}.{Residual(path)}";
        }

        if (path.Take("downsamplers.0"))
        {
            return $"downsample.{path.Rest}";
        }

        return path.Take("upsamplers.0") ? $"upsample.{path.Rest}" : path.Rest;
    }

    private static string Residual(NamePath path) => path.Take("conv_shortcut") ? $"nin_shortcut.{path.Rest}" : path.Rest;

    private static string Attention(NamePath path)
    {
        foreach ((string from, string to) in s_attention)
        {
            if (path.Take(from))
            {
                return $"{to}.{path.Rest}";
            }
        }

        return path.Rest;
    }
}
