using Easel.Models;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>A model's config on disk.</summary>
public static class ConfigFile
{
    /// <summary>What a config that lies beside its checkpoint is called.</summary>
    public const string Name = "config.yaml";

    // The published ones have 2 KB.
    private const int MaxBytes = 1 << 20;

    /// <summary>The <c>config.yaml</c> in a checkpoint file's folder, if there is one of a latent diffusion model; files of other programs have that name too.</summary>
    /// <exception cref="ConfigException">There is one, but it cannot be read.</exception>
    public static string? Beside(string checkpoint)
    {
        if (!File.Exists(checkpoint))
        {
            return null;
        }

        string path = Path.Combine(Path.GetDirectoryName(checkpoint) ?? "", Name);
        return File.Exists(path) && new FileInfo(path).Length <= MaxBytes && OriginalConfig.IsMeantBy(ReadText(path)) ? path : null;
    }

    /// <summary>Reads a config.</summary>
    /// <exception cref="ConfigException">It cannot be read, or is none.</exception>
    public static OriginalConfig Read(string path) => OriginalConfig.Parse(ReadText(path), path);

    private static string ReadText(string path)
    {
        try
        {
            long bytes = new FileInfo(path).Length;
            if (bytes > MaxBytes)
            {
                throw new ConfigException($"{path}: {bytes} bytes are no config; v1-inference.yaml has 2 KB. Is it a checkpoint? That goes to --ckpt.");
            }

            return BoundedFile.ReadText(path, MaxBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }
}
