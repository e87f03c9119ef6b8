namespace Easel.Models.UNet;

/// <summary>Which layers bear eight bits: the many in the middle of the UNet. What is computed once for a step or a run gains nothing, and the
/// rounding of the first and the last layers, and of the shortcuts around the others, would be seen.</summary>
public static class QuantizedLayers
{
    private const string Prefix = ModelNames.UNet + ".";

    // They take the unnormalised stream to the end. Measured in pocket's predictions, of their root mean square: 1.2e-3 to 5.7e-3 without them, 5.5e-3 to 1.7e-2 with
    // them; no other kind of layer alone adds more than 2.8e-3.
    private const string Shortcut = ".skip_connection";

    /// <summary>Whether a layer is one of them.</summary>
    /// <param name="name">Its place in the checkpoint, such as <c>model.diffusion_model.middle_block.0.in_layers.2</c>.</param>
    public static bool Include(string name)
        => name.StartsWith(Prefix, StringComparison.Ordinal) && !IsOutermost(name.AsSpan(Prefix.Length)) && !IsOfTimeOrPrompt(name) && !name.EndsWith(Shortcut, StringComparison.Ordinal);

    private static bool IsOutermost(ReadOnlySpan<char> part)
        => part.StartsWith("input_blocks.0.", StringComparison.Ordinal) || part.StartsWith("out.", StringComparison.Ordinal);

    private static bool IsOfTimeOrPrompt(string name)
        => name.Contains(".time_embed.", StringComparison.Ordinal)
            || name.Contains(".emb_layers.", StringComparison.Ordinal)
            || name.EndsWith(".attn2.to_k", StringComparison.Ordinal)
            || name.EndsWith(".attn2.to_v", StringComparison.Ordinal);
}
