namespace Easel.Painting;

/// <summary>The user's folder for what Easel keeps for him and nobody can bring again: a server's queue and pictures.</summary>
internal static class UserData
{
    /// <summary><c>$XDG_DATA_HOME/easel/server</c>, or <c>easel/server</c> in the system's place for data; null if it has none.</summary>
    /// <param name="environment">the value of an environment variable, or null</param>
    public static string? Find(Func<string, string?> environment)
    {
        string data = environment("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg
            : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "share")
            : "";
        return data.Length > 0 ? Path.Combine(data, "easel", "server") : null;
    }
}
