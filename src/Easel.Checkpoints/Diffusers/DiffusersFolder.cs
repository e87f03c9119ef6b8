using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Diffusers;

/// <summary>A folder with <c>model_index.json</c> and one folder per network, as the diffusers library publishes models.</summary>
internal static class DiffusersFolder
{
    private const string Index = "model_index.json";

    /// <summary>Views of the three networks' tensors, under the original names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="opened">Takes every file that was opened, for the caller to dispose.</param>
    /// <exception cref="CheckpointException">It is no such folder, or cannot be used.</exception>
    public static TensorFile Read(string folder, List<SourceFile> opened)
    {
        if (!File.Exists(Path.Combine(folder, Index)))
        {
            throw new CheckpointException($"{folder}: is a folder without {Index}, so no diffusers folder. {Suggestion(folder)}");
        }

        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal);
        Add(tensors, UNetNames.ToOriginal(ComponentFiles.Read(folder, "unet", ["diffusion_pytorch_model"], opened)));
        Add(tensors, AutoencoderNames.ToOriginal(ComponentFiles.Read(folder, "vae", ["diffusion_pytorch_model"], opened)));
        Add(tensors, TextEncoderNames.ToOriginal(ComponentFiles.Read(folder, "text_encoder", ["model", "pytorch_model"], opened)));
        return new TensorFile(CheckpointFormat.Diffusers, tensors);
    }

    private static void Add(Dictionary<string, HostTensor> tensors, IEnumerable<HostTensor> more)
    {
        foreach (HostTensor tensor in more)
        {
            tensors[tensor.Name] = tensor;
        }
    }

    /// <summary>What the user may have meant.</summary>
    private static string Suggestion(string folder)
    {
        try
        {
            string? file = Directory.EnumerateFiles(folder).Where(IsWeights).Order(StringComparer.Ordinal).FirstOrDefault();
            string? inner = Directory.EnumerateDirectories(folder).FirstOrDefault(inner => File.Exists(Path.Combine(inner, Index)));
            return (file ?? inner) is { } meant
                ? $"Perhaps you mean '{meant}'?"
                : "Give a checkpoint file, or the folder that has it.";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return $"It cannot be listed either: {failed.Message}";
        }
    }

    private static bool IsWeights(string file) => Path.GetExtension(file) is ".ckpt" or ".safetensors" or ".pt" or ".bin";
}
