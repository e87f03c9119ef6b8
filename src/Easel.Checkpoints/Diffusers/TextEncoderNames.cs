using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Diffusers;

/// <summary>From the transformers library's names of CLIP's text tower to the original ones.</summary>
internal static class TextEncoderNames
{
    private const string Prefix = "cond_stage_model.transformer.";
    private const string Tower = "text_model.";

    // The tower's parts. Some versions of the library leave "text_model" out.
    private static readonly string[] s_parts = ["embeddings.", "encoder.", "final_layer_norm."];

    /// <summary>The tensors of a text encoder's own file under their original names.</summary>
    public static IEnumerable<HostTensor> ToOriginal(Dictionary<string, HostTensor> tensors)
        => tensors.Select(entry => entry.Value.Named(WithTower(Prefix + entry.Key)));

    /// <summary>The name of a tensor of a whole checkpoint, with <c>text_model</c> where an older one left it out. Other names stay.</summary>
    public static string WithTower(string name)
        => name.StartsWith(Prefix, StringComparison.Ordinal) && Array.Exists(s_parts, part => name.AsSpan(Prefix.Length).StartsWith(part, StringComparison.Ordinal))
            ? Prefix + Tower + name[Prefix.Length..]
            : name;
}
