namespace Easel.Diffusion.Pipelines;

/// <summary>The user's folder for files that can be had again.</summary>
public static class UserCache
{
    /// <summary>Where kernels that were translated for a card are kept. Null if the system has no place for caches.</summary>
    public static string? Kernels => Folder("kernels");

    /// <summary>A folder below <c>$EASEL_CACHE</c>, else below <c>easel</c> in the system's place for caches. Null if the system has none.</summary>
    public static string? Folder(string name) => Folder(name, Environment.GetEnvironmentVariable);

    /// <param name="name">The folder's name within the cache.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    internal static string? Folder(string name, Func<string, string?> environment)
    {
        if (environment("EASEL_CACHE") is { Length: > 0 } own)
        {
            return Path.Combine(own, name);
        }

        string caches = environment("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache")
            : "";

        return caches.Length > 0 ? Path.Combine(caches, "easel", name) : null;
    }
}
