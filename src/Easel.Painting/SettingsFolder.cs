namespace Easel.Painting;

/// <summary>The user's folder for settings of Easel: own styles, own models.</summary>
internal static class SettingsFolder
{
    /// <summary><c>$XDG_CONFIG_HOME/easel</c>, or <c>easel</c> in the system's place for settings; null if it has none.</summary>
    /// <param name="environment">the value of an environment variable, or null</param>
    public static string? Find(Func<string, string?> environment)
    {
        string settings = environment("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg
            : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config")
            : "";
        return settings.Length > 0 ? Path.Combine(settings, "easel") : null;
    }
}
