using System.Globalization;
using System.Text;

namespace Easel.Painting.Texts;

/// <summary>Words of the user as they are shown back.</summary>
internal static class Quoted
{
    private const int Longest = 200;

    /// <summary>A text between quotes, cut if long, with control characters spelled out so that they do not reach the terminal.</summary>
    public static string Of(string text)
    {
        StringBuilder quoted = new("'");
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            if (char.IsControl(character))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            }
            else
            {
                quoted.Append(character);
            }
        }

        return quoted.Append(text.Length > Longest ? "…'" : "'").ToString();
    }

    /// <summary>A message of one line, parts of which may come from a file: line ends become spaces, and neither control characters nor marks of writing direction reach a terminal.</summary>
    public static string OneLine(string message)
        => string.Concat(message.ReplaceLineEndings(" ").Select(character => char.IsControl(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format ? '\uFFFD' : character));

    /// <summary>A message, parts of which may come from a file, without control characters but for line ends: they could change what a terminal shows.</summary>
    public static string Harmless(string message) => string.Concat(message.Select(character => char.IsControl(character) && character != '\n' ? '\uFFFD' : character));
}
