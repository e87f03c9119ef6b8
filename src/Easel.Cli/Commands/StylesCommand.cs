using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Painting;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel styles</c>: tells which styles there are and what they add to a prompt.</summary>
internal static class StylesCommand
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ValueOption<string?> s_search = OptionOf.Text("--search", null, "show only styles with this word in their name, words or description") with { Shown = "WORD" };

    private static readonly Flag s_json = new("--json", "print one JSON object per style");

    private static readonly OptionGroup[] s_groups = [new("Options", s_search, StyleOptions.File, s_json)];

    private static readonly HelpPage s_help = new(
        "easel styles [LIST] [options]",
        "Lists styles: words under a name that make a picture look a certain way. Without LIST it tells which lists there are.",
        s_groups,
        "A style's words go behind the prompt, or around it where they say {prompt}. Painting commands take them by name: --style NAME, as often as you like; easel workshop \"a fox\" --list LIST "
            + "paints one prompt in each style of a list.");

    /// <summary>Runs the command.</summary>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(s_groups[0].Options).Read(words, maxPositionals: 1);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        StyleBook book = StyleOptions.ReadBook(parsed);
        string? word = parsed.Of(s_search);
        IReadOnlyList<StyleList> lists = word is null ? book.Lists : book.Search(word);
        if (parsed.Positionals.Count > 0)
        {
            string name = book.FindList(parsed.Positionals[0]).Name;
            lists = [.. lists.Where(list => list.Name == name)];
        }

        if (parsed.Has(s_json))
        {
            WriteJson(lists, surroundings.Output);
        }
        else if (word is null && parsed.Positionals.Count == 0)
        {
            WriteLists(lists, surroundings.Output);
        }
        else
        {
            WriteStyles(lists, surroundings.Output);
        }

        if (lists.Count == 0)
        {
            surroundings.Error.WriteLine($"No style has {Quoted.Of(word!)} in it.");
        }

        return ExitCode.Success;
    }

    private static void WriteLists(IReadOnlyList<StyleList> lists, TextWriter output)
    {
        int width = lists.Max(list => list.Name.Length);
        foreach (StyleList list in lists)
        {
            output.WriteLine($"{list.Name.PadRight(width)}  {list.Styles.Count,3}  {Quoted.Harmless(list.Description)}");
        }

        output.WriteLine();
        output.WriteLine("easel styles LIST shows a list, easel styles --search WORD finds styles, --style NAME paints in one.");
    }

    private static void WriteStyles(IReadOnlyList<StyleList> lists, TextWriter output)
    {
        foreach (StyleList list in lists)
        {
            output.WriteLine(lists[0] == list ? list.Title : $"\n{list.Title}");
            int width = Math.Min(28, list.Styles.Max(style => style.Name.Length));
            foreach (PromptStyle style in list.Styles)
            {
                output.WriteLine($"  {Harmless(style.Name).PadRight(width)}  {Harmless(style.Description.Length > 0 ? style.Description : style.Prompt)}");
                if (style.Description.Length > 0)
                {
                    output.WriteLine($"  {"".PadRight(width)}  {Harmless(style.Prompt)}");
                }

                if (style.Negative.Length > 0)
                {
                    output.WriteLine($"  {"".PadRight(width)}  not: {Harmless(style.Negative)}");
                }
            }
        }
    }

    private static void WriteJson(IReadOnlyList<StyleList> lists, TextWriter output)
    {
        foreach (StyleList list in lists)
        {
            foreach (PromptStyle style in list.Styles)
            {
                JsonObject told = new()
                {
                    ["list"] = list.Name,
                    ["name"] = style.Name,
                    ["prompt"] = style.Prompt,
                    ["negativePrompt"] = style.Negative,
                    ["description"] = style.Description,
                };
                output.WriteLine(told.ToJsonString(s_readable));
            }
        }
    }

    /// <summary>A text of the user's file on one line.</summary>
    private static string Harmless(string text) => Quoted.Harmless(text.ReplaceLineEndings(" "));
}
