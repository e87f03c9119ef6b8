using Easel.Checkpoints.Diffusers;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>The names that Stable Diffusion's tensors have in the original single file.</summary>
internal static class OriginalNames
{
    public const string UNet = "model.diffusion_model.";
    public const string Autoencoder = "first_stage_model.";
    public const string TextEncoder = "cond_stage_model.";
    public const string Ema = "model_ema.";

    // What else people have at hand, and how its names begin.
    private static readonly (string Prefix, string Name)[] s_others =
    [
        ("lora_", "It is a LoRA, which needs a checkpoint to change."),
        ("control_model.", "It is a ControlNet, which needs a checkpoint to steer."),
        ("down_blocks.", "It is the UNet of a diffusers folder: give the folder."),
        ("text_model.", "It is the text encoder of a diffusers folder: give the folder."),
        ("decoder.", "It is an autoencoder alone."),
        ("emb_params", "It is a textual inversion."),
        (Ema, "It has only the averaged weights of training."),
    ];

    /// <summary>Tensors under the original names, where a file spells them in another way.</summary>
    public static Dictionary<string, HostTensor> Of(Dictionary<string, HostTensor> tensors)
    {
        Dictionary<string, HostTensor> original = new(tensors.Count, StringComparer.Ordinal);
        foreach ((string name, HostTensor tensor) in tensors)
        {
            string mapped = TextEncoderNames.WithTower(name);
            if (mapped == name)
            {
                original[name] = tensor;
            }
            else
            {
                original.TryAdd(mapped, tensor.Named(mapped));
            }
        }

        return original;
    }

    /// <summary>Why these tensors are no Stable Diffusion checkpoint, or none if they are.</summary>
    public static string? Missing(IReadOnlyDictionary<string, HostTensor> tensors)
    {
        if (tensors.Keys.Any(name => name.StartsWith(UNet, StringComparison.Ordinal)))
        {
            return null;
        }

        if (tensors.Count == 0)
        {
            return $"has no tensors; a Stable Diffusion checkpoint has them under names such as {UNet}input_blocks.0.0.weight. Get the checkpoint itself.";
        }

        string first = tensors.Keys.Order(StringComparer.Ordinal).First();
        string hint = s_others.FirstOrDefault(other => tensors.Keys.Any(name => name.StartsWith(other.Prefix, StringComparison.Ordinal))).Name ?? "It belongs to another model.";
        return $"has no Stable Diffusion weights: none of its {tensors.Count} tensors (such as '{first}') begins with '{UNet}'. {hint}";
    }
}
