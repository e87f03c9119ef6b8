using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Diffusers;

/// <summary>Small text files beside the weights.</summary>
internal static class SideFiles
{
    // A tokenizer's vocabulary has 1 MB.
    private const int LongestText = 16 << 20;

    /// <summary>A file's text.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is far too long.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return BoundedFile.ReadText(path, LongestText);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: it cannot be read: {failed.Message}", failed);
        }
    }
}
