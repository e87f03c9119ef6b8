namespace Easel.Diffusion.Pipelines;

/// <summary>Small files in which Linux tells of itself.</summary>
internal static class SystemFile
{
    /// <summary>Its lines; none if it is not there or cannot be read.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
