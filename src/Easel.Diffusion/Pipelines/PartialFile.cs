namespace Easel.Diffusion.Pipelines;

/// <summary>A file that is not whole yet, or never will be.</summary>
internal static class PartialFile
{
    /// <summary>Deletes it if possible.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays, and does no harm.
        }
    }
}
