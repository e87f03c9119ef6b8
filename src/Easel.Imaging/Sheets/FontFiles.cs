namespace Easel.Imaging.Sheets;

/// <summary>The fonts of a Linux system, where SkiaSharp without its dependencies knows of none.</summary>
internal static class FontFiles
{
    // Far more than are opened for the few characters that Inter lacks.
    private const int Most = 500;

    private static readonly string[] s_folders = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"];

    private static readonly EnumerationOptions s_everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 };

    /// <summary>Files of fonts, those with the shortest names first: they are a family's plain weight. None on other systems.</summary>
    public static IEnumerable<string> All()
        => !OperatingSystem.IsLinux() ? [] : s_folders
            .Select(folder => folder.Replace("~", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), StringComparison.Ordinal))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", s_everywhere))
            .Where(file => Path.GetExtension(file) is ".ttf" or ".otf" or ".ttc")
            .OrderBy(file => Path.GetFileName(file).Length)
            .ThenBy(file => file, StringComparer.Ordinal)
            .Take(Most);
}
