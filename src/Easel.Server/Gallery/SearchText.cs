namespace Easel.Server.Gallery;

/// <summary>What people type to find pictures.</summary>
internal static class SearchText
{
    private const int MostWords = 32;

    /// <summary>As SQLite's full-text search reads it: every word must be there, or begin a word that is; signs of its language are words like others. Empty for any picture.</summary>
    public static string Match(string text)
        => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word.Any(char.IsLetterOrDigit)).Take(MostWords).Select(word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}\"*"));
}
