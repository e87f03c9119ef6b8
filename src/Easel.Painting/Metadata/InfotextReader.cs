using System.Text.Json;
using System.Text.RegularExpressions;

namespace Easel.Painting.Metadata;

/// <summary>What <see cref="Infotext"/> and web UIs write, read: prompt, negative prompt, and a last line of pairs.</summary>
/// <param name="Prompt">what is painted; may have several lines</param>
/// <param name="Negative">what is not; empty if there is none</param>
/// <param name="Values">the pairs of the last line</param>
internal sealed partial record InfotextReader(string Prompt, string Negative, IReadOnlyDictionary<string, string> Values)
{
    private const string NegativeMark = "Negative prompt:";

    // With fewer pairs the last line is one of the prompt, as AUTOMATIC1111's reader has it.
    private const int FewestPairs = 3;

    // Web UIs write some hundred letters, with extensions some thousand.
    private const int LongestLine = 1 << 16;

    /// <summary>Reads a text; none if it has no line of pairs.</summary>
    public static InfotextReader? Read(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        if (lines[^1].Length > LongestLine || PairsOf(lines[^1]) is not { Count: >= FewestPairs } pairs)
        {
            return null;
        }

        Dictionary<string, string> values = [];
        foreach (Match pair in pairs)
        {
            values[pair.Groups["key"].Value] = Unquote(pair.Groups["value"].Value.Trim());
        }

        int negative = Array.FindIndex(lines, 0, lines.Length - 1, line => line.TrimStart().StartsWith(NegativeMark, StringComparison.Ordinal));
        int end = negative < 0 ? lines.Length - 1 : negative;
        string told = negative < 0 ? "" : string.Join('\n', lines[negative..^1]).TrimStart()[NegativeMark.Length..].Trim();
        return new InfotextReader(string.Join('\n', lines[..end]).Trim(), told, values);
    }

    /// <summary>The pairs of a line; none of one that was made to take the reader hours.</summary>
    private static List<Match>? PairsOf(string line)
    {
        try
        {
            return Pair().Matches(line).ToList();
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static string Unquote(string value)
    {
        if (value is not ['"', .., '"'])
        {
            return value;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(value) ?? "";
        }
        catch (JsonException)
        {
            return value;
        }
    }

    // Keys are bounded: each letter of a line could begin one, and each would be followed to the line's end.
    [GeneratedRegex(@"(?<key>\w[\w \-/]{1,99}):\s*(?<value>""(?:\\.|[^\\""])+""|[^,]*)(?:,|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();
}
