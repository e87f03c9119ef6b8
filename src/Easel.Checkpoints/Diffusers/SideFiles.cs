namespace Easel.Checkpoints.Diffusers;

/// <summary>Small text files beside the weights.</summary>
internal static class SideFiles
{
    // A tokenizer's vocabulary has 1 MB.
    private const long LongestText = 16 << 20;

    /// <summary>A file's text.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is far too long.</exception>
    public static string ReadText(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= LongestText
                ? File.ReadAllText(path)
                : throw new CheckpointException($"{path}: has {length} bytes; a file of settings has at most {LongestText}.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: it cannot be read: {failed.Message}", failed);
        }
    }
}
