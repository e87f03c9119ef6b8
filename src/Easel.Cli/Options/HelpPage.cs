namespace Easel.Cli.Options;

/// <summary>Options that belong together in help.</summary>
internal sealed record OptionGroup(string Title, params IReadOnlyList<Option> Options);

/// <summary>What a command does and which options it has, laid out for a width.</summary>
internal sealed class HelpPage(string usage, string summary, IReadOnlyList<OptionGroup> groups, string epilogue)
{
    private const int Indent = 26;
    private const int NarrowestText = 30;

    /// <summary>Writes the page.</summary>
    /// <param name="output">where to</param>
    /// <param name="columns">of the terminal</param>
    public void Write(TextWriter output, int columns)
    {
        int width = Math.Max(Math.Min(columns, 100) - 1, Indent + NarrowestText);
        output.WriteLine($"usage: {usage}");
        output.WriteLine();
        WriteWrapped(output, summary, indent: 0, width);
        foreach (OptionGroup group in groups)
        {
            output.WriteLine();
            output.WriteLine($"{group.Title}:");
            foreach (Option option in group.Options)
            {
                WriteOption(output, option, width);
            }
        }

        output.WriteLine();
        foreach (string paragraph in epilogue.Split('\n'))
        {
            WriteWrapped(output, paragraph, indent: 0, width);
        }
    }

    private static void WriteOption(TextWriter output, Option option, int width)
    {
        string left = option.Placeholder is null ? $"  {option.Name}" : $"  {option.Name} {option.Placeholder}";
        output.Write(left);
        if (left.Length > Indent - 2)
        {
            output.WriteLine();
            left = "";
        }

        output.Write(new string(' ', Indent - left.Length));
        string text = option.DefaultText is null ? option.Help : $"{option.Help} (default: {option.DefaultText})";
        WriteWrapped(output, text, Indent, width);
    }

    /// <summary>Words in lines of a width; the first line's indent is there already.</summary>
    private static void WriteWrapped(TextWriter output, string text, int indent, int width)
    {
        int column = indent;
        foreach (string word in text.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > width)
            {
                output.WriteLine();
                output.Write(new string(' ', indent));
                column = indent;
            }

            output.Write(column > indent ? $" {word}" : word);
            column += word.Length + (column > indent ? 1 : 0);
        }

        output.WriteLine();
    }
}
