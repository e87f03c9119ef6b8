using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>
/// The averaged weights of training. Training stores them as buffers, whose names may have no dots: <c>model_ema.diffusion_modelinput_blocks00weight</c>
/// for <c>model.diffusion_model.input_blocks.0.0.weight</c>. (CompVis ldm, modules/ema.py)
/// </summary>
internal static class EmaNames
{
    private const string Model = "model.";

    /// <summary>Whether there are any.</summary>
    public static bool AreIn(IReadOnlyDictionary<string, HostTensor> tensors)
        => tensors.Keys.Any(name => name.StartsWith(OriginalNames.Ema + "diffusion_model", StringComparison.Ordinal));

    /// <summary>The tensors to compute with: plain or averaged ones, never both.</summary>
    /// <exception cref="CheckpointException">Averaged ones are wanted but not there.</exception>
    public static Dictionary<string, HostTensor> Choose(string file, IReadOnlyDictionary<string, HostTensor> tensors, bool ema)
    {
        if (ema && !AreIn(tensors))
        {
            throw new CheckpointException($"{file}: has no averaged (EMA) weights, no tensor 'model_ema.…'. Use its plain weights, or get the larger file that holds both.");
        }

        Dictionary<string, HostTensor> chosen = new(tensors.Count, StringComparer.Ordinal);
        foreach ((string name, HostTensor tensor) in tensors)
        {
            if (!name.StartsWith(OriginalNames.Ema, StringComparison.Ordinal))
            {
                chosen[name] = ema && name.StartsWith(OriginalNames.UNet, StringComparison.Ordinal) ? Averaged(file, tensors, name) : tensor;
            }
        }

        return chosen;
    }

    private static HostTensor Averaged(string file, IReadOnlyDictionary<string, HostTensor> tensors, string name)
    {
        string averaged = OriginalNames.Ema + name[Model.Length..].Replace(".", "", StringComparison.Ordinal);
        return tensors.TryGetValue(averaged, out HostTensor? tensor)
            ? tensor.Named(name)
            : throw new CheckpointException($"{file}: has averaged (EMA) weights, but none for '{name}' (wanted '{averaged}'). Use its plain weights.");
    }
}
