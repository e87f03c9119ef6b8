namespace Easel.Provenance.Reading;

/// <summary>Texts of files that nobody vouches for, on their way to a terminal.</summary>
internal static class HarmlessText
{
    private const int Longest = 1000;

    /// <summary>A text without control characters and marks of writing direction, which could change what is seen; cut if long.</summary>
    public static string Of(string text)
        => string.Concat(text.Take(Longest).Select(character => char.IsControl(character) || char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.Format ? '\uFFFD' : character))
            + (text.Length > Longest ? "…" : "");
}
