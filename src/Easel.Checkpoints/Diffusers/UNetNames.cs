using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Diffusers;

/// <summary>
/// From the diffusers library's names of the UNet to the original ones. The original counts input and output blocks through; diffusers counts
/// residual blocks, attentions and samplers within each resolution.
/// </summary>
internal static class UNetNames
{
    private const string Prefix = "model.diffusion_model";

    private static readonly (string From, string To)[] s_whole =
    [
        ("time_embedding.linear_1", "time_embed.0"),
        ("time_embedding.linear_2", "time_embed.2"),
        ("conv_in", "input_blocks.0.0"),
        ("conv_norm_out", "out.0"),
        ("conv_out", "out.2"),
        ("mid_block.attentions.0", "middle_block.1"),
    ];

    private static readonly (string From, string To)[] s_residual =
    [
        ("norm1", "in_layers.0"),
        ("conv1", "in_layers.2"),
        ("time_emb_proj", "emb_layers.1"),
        ("norm2", "out_layers.0"),
        ("conv2", "out_layers.3"),
        ("conv_shortcut", "skip_connection"),
    ];

    /// <summary>The tensors under their original names. Names that mean nothing here are kept, behind the UNet's prefix.</summary>
    public static IEnumerable<HostTensor> ToOriginal(Dictionary<string, HostTensor> tensors)
    {
        BlockList down = new(tensors.Keys, "down_blocks");
        BlockList up = new(tensors.Keys, "up_blocks");
        foreach ((string name, HostTensor tensor) in tensors)
        {
            yield return tensor.Named($"{Prefix}.{Original(name, down, up)}");
        }
    }

    private static string Original(string name, BlockList down, BlockList up)
    {
        NamePath path = new(name);
        if (path.Take("down_blocks", out int block))
        {
            return Down(path, down.PartsBefore(block) + 1, down.Residuals(block)) ?? name;
        }

        if (path.Take("up_blocks", out block))
        {
            return Up(path, block, up) ?? name;
        }

        if (path.Take("mid_block.resnets", out int residual))
        {
            return $"middle_block.{2 * residual}.{Renamed(path, s_residual)}";
        }

        return Renamed(path, s_whole);
    }

    private static string? Down(NamePath path, int first, int residuals)
    {
        if (path.Take("resnets", out int index))
        {
            return $"input_blocks.{first + index}.0.{Renamed(path, s_residual)}";
        }

        if (path.Take("attentions", out index))
        {
            return $"input_blocks.{first + index}.1.{path.Rest}";
        }

        return path.Take("downsamplers.0.conv") ? $"input_blocks.{first + residuals}.0.op.{path.Rest}" : null;
    }

    private static string? Up(NamePath path, int block, BlockList up)
    {
        int first = up.ResidualsBefore(block);
        if (path.Take("resnets", out int index))
        {
            return $"output_blocks.{first + index}.0.{Renamed(path, s_residual)}";
        }

        if (path.Take("attentions", out index))
        {
            return $"output_blocks.{first + index}.1.{path.Rest}";
        }

        // The original's sampler is the last part of the last residual block's entry.
        int part = up.Attends(block) ? 2 : 1;
        return path.Take("upsamplers.0.conv") ? $"output_blocks.{first + up.Residuals(block) - 1}.{part}.conv.{path.Rest}" : null;
    }

    private static string Renamed(NamePath path, (string From, string To)[] names)
    {
        foreach ((string from, string to) in names)
        {
            if (path.Take(from))
            {
                return $"{to}.{path.Rest}";
            }
        }

        return path.Rest;
    }
}
