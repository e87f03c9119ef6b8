using System.Text;
using Easel.Diffusion;

namespace Easel.Painting.Styles;

/// <summary>Values separated by commas, RFC 4180, as lenient as Python's <c>csv</c> with <c>skipinitialspace</c>, which wrote and reads the files that people have.</summary>
internal static class CsvText
{
    /// <summary>The records of a text, each with the line that it begins in; empty lines are none.</summary>
    /// <param name="text">lines end as on any system; between quotes they belong to the value</param>
    /// <param name="name">what errors call it</param>
    /// <exception cref="GenerationException">Quotes are opened and never closed.</exception>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Read(string text, string name)
    {
        int line = 1;
        int at = 0;
        while (at < text.Length)
        {
            int begun = line;
            List<string> fields = [];
            char behind;
            do
            {
                fields.Add(ReadField(text, name, ref at, ref line));
                behind = at < text.Length ? text[at++] : '\n';
            }
            while (behind == ',');

            at += behind == '\r' && at < text.Length && text[at] == '\n' ? 1 : 0;
            line++;
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                yield return (begun, fields);
            }
        }
    }

    /// <summary>Reads to the comma or line's end behind a value.</summary>
    private static string ReadField(string text, string name, ref int at, ref int line)
    {
        StringBuilder value = new();
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at < text.Length && text[at] == '"')
        {
            ReadQuoted(text, name, value, ref at, ref line);
        }

        while (at < text.Length && text[at] is not (',' or '\r' or '\n'))
        {
            value.Append(text[at++]);
        }

        return value.ToString();
    }

    private static void ReadQuoted(string text, string name, StringBuilder value, ref int at, ref int line)
    {
        int begun = line;
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at >= text.Length || text[at] != '"')
                {
                    return;
                }
            }

            line += text[at] == '\n' ? 1 : 0;
            value.Append(text[at]);
        }

        throw new GenerationException($"{name}, line {begun}: quotes are opened and never closed.");
    }
}
