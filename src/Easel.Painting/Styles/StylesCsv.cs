using Easel.Diffusion;

namespace Easel.Painting.Styles;

/// <summary>Styles as A1111's web UI keeps them, <c>styles.csv</c>: a header of <c>name,prompt,negative_prompt</c>, of old <c>name,text</c>.</summary>
internal static class StylesCsv
{
    /// <summary>Reads a list; of styles with one name the last counts. Rows whose name begins with <c>#</c> are comments.</summary>
    /// <param name="text">the file's</param>
    /// <param name="file">what errors call it</param>
    /// <exception cref="GenerationException">It has no such header, or a row has no name.</exception>
    public static StyleList Read(string text, string file)
    {
        string[] header = [];
        int[] columns = [];
        Dictionary<string, PromptStyle> styles = new(StringComparer.Ordinal);
        foreach ((int line, IReadOnlyList<string> fields) in CsvText.Read(text, file))
        {
            if (header.Length == 0)
            {
                header = [.. fields.Select(field => field.Trim().ToLowerInvariant())];
                columns = [Array.IndexOf(header, "name"), Math.Max(Array.IndexOf(header, "prompt"), Array.IndexOf(header, "text")), Array.IndexOf(header, "negative_prompt")];
                if (columns[0] < 0 || columns[1] < 0)
                {
                    throw new GenerationException($"{file}, line {line}: the header is '{string.Join(',', fields)}'; wanted name,prompt,negative_prompt.");
                }

                continue;
            }

            string name = Field(fields, columns[0]).Trim();
            if (name.Length == 0)
            {
                throw new GenerationException($"{file}, line {line}: the style has no name.");
            }

            if (name[0] != '#')
            {
                styles[name] = new PromptStyle(name, Field(fields, columns[1]), Field(fields, columns[2]));
            }
        }

        return header.Length > 0
            ? new StyleList("own", "Your own", file, [.. styles.Values])
            : throw new GenerationException($"{file} is empty; wanted a header name,prompt,negative_prompt, and a style on each line.");
    }

    /// <summary>A value; empty where the row is too short, as programs leave trailing commas out.</summary>
    private static string Field(IReadOnlyList<string> fields, int column) => column >= 0 && column < fields.Count ? fields[column] : "";
}
