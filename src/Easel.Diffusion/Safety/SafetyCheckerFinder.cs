using Easel.Diffusion.Pipelines;

namespace Easel.Diffusion.Safety;

/// <summary>Finds the safety checker's weights.</summary>
public static class SafetyCheckerFinder
{
    /// <summary>The folder of a safety checker in a diffusers folder.</summary>
    internal const string FolderInModel = "safety_checker";

    /// <summary>Where the weights lie in the user's cache; none if the system has no place for caches.</summary>
    public static string? CacheFolder => UserCache.Folder("safety-checker");

    /// <summary>The weights in the user's cache; else those of the checkpoint's own folder, if it is one of diffusers'.</summary>
    /// <param name="checkpoint">The checkpoint that paints, a file or a folder.</param>
    /// <returns>The folder, or none.</returns>
    public static string? Find(string checkpoint) => Find(checkpoint, CacheFolder);

    /// <inheritdoc cref="Find(string)"/>
    internal static string? Find(string checkpoint, string? cache)
    {
        string[] folders = [.. cache is null ? (string[])[] : [cache], Path.Combine(checkpoint, FolderInModel)];
        return Array.Find(folders, HasWeights);
    }

    private static bool HasWeights(string folder)
        => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(file => Path.GetExtension(file) is ".safetensors" or ".bin");
}
