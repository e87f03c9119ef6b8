using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>The kind of model a checkpoint is for, recognised from names and shapes of tensors.</summary>
public sealed record CheckpointFamily
{
    /// <summary>Its name, such as <c>Stable Diffusion v1</c>, or <c>unknown</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Why it is unknown or differs from the published model; empty if neither.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Width of the UNet's first level: 320 in Stable Diffusion v1. 0 if unknown.</summary>
    public int Channels { get; init; }

    /// <summary>Channels that go into the UNet: 4, or 9 for inpainting. 0 if unknown.</summary>
    public int InputChannels { get; init; }

    /// <summary>Width of the text's embeddings: 768 in Stable Diffusion v1. 0 if unknown.</summary>
    public int ContextWidth { get; init; }

    /// <summary>Recognises a model.</summary>
    /// <param name="tensors">Tensors under canonical names.</param>
    public static CheckpointFamily Of(IReadOnlyDictionary<string, HostTensor> tensors)
    {
        if (OriginalNames.Missing(tensors) is { } missing)
        {
            return new CheckpointFamily { Name = "unknown", Remark = CheckpointException.Printable(missing) };
        }

        Shape? first = tensors.GetValueOrDefault($"{OriginalNames.UNet}input_blocks.0.0.weight")?.Shape;
        Shape? key = tensors.Where(entry => IsCrossAttentionKey(entry.Key)).Select(entry => (Shape?)entry.Value.Shape).FirstOrDefault();
        if (first is not { Rank: 4 } convolution || key is not { Rank: 2 } matrix)
        {
            return new CheckpointFamily { Name = "unknown", Remark = "has a UNet without first convolution or without attention to a text, so it is no Stable Diffusion model." };
        }

        CheckpointFamily family = new() { Name = NameOf(tensors.Keys), Channels = convolution[0], InputChannels = convolution[1], ContextWidth = matrix[1] };
        return family with { Remark = Difference(family, tensors.Keys) };
    }

    private static bool IsCrossAttentionKey(string name)
        => name.StartsWith(OriginalNames.UNet, StringComparison.Ordinal) && name.EndsWith(".attn2.to_k.weight", StringComparison.Ordinal);

    private static string NameOf(IEnumerable<string> names)
    {
        bool Any(string prefix) => names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

        return Any("conditioner.embedders.") ? "Stable Diffusion XL"
            : Any("cond_stage_model.model.") ? "Stable Diffusion v2"
            : Any("cond_stage_model.transformer.") ? "Stable Diffusion v1"
            : "unknown";
    }

    private static string Difference(CheckpointFamily family, IEnumerable<string> names)
    {
        if (family.Name == "unknown")
        {
            return "has a UNet, but no text encoder that is known here.";
        }

        if (!names.Any(name => name.StartsWith(OriginalNames.Autoencoder, StringComparison.Ordinal)))
        {
            return "has no autoencoder.";
        }

        return (family.Name, family.InputChannels, family.Channels, family.ContextWidth) switch
        {
            (_, 9, _, _) => "is for inpainting: mask and masked picture go in too.",
            ("Stable Diffusion v1", 4, 320, 768) or ("Stable Diffusion v2", 4, 320, 1024) or ("Stable Diffusion XL", 4, 320, 2048) => "",
            _ => "has the published model's structure in other sizes.",
        };
    }
}
