namespace Easel.Tests;

/// <summary>Where the sources lie. Not from the compiler's file names: a build server's are the same on every machine and lead nowhere.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Easel.slnx</c>.</summary>
    /// <exception cref="InvalidOperationException">The tests do not run within the sources.</exception>
    public static string Root => s_root.Value;

    private static readonly Lazy<string> s_root = new(Find);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Easel.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"The tests do not run within the sources: no Easel.slnx above {AppContext.BaseDirectory}.");
    }
}
