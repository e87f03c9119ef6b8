using Easel.Painting.Texts;

namespace Easel.Painting.Styles;

/// <summary>All styles that can be named: the user's own, then those that come with Easel. The first of a name counts.</summary>
internal sealed class StyleBook(IReadOnlyList<StyleList> lists)
{
    private const int MostSuggestions = 3;

    /// <summary>The lists, the user's own first.</summary>
    public IReadOnlyList<StyleList> Lists { get; } = lists;

    /// <summary>The book of a command line.</summary>
    /// <param name="file">the user's own styles; if null, those in the usual places</param>
    /// <param name="folder">the working folder</param>
    /// <exception cref="Diffusion.GenerationException">A file of the user's cannot be used.</exception>
    public static StyleBook Open(string? file, string folder)
    {
        IReadOnlyList<string> files = file is null ? StyleFiles.Usual(folder, Environment.GetEnvironmentVariable) : [file];
        PromptStyle[] own = [.. files.Select(StyleFiles.Read).SelectMany(list => list.Styles).DistinctBy(style => style.Name, StringComparer.OrdinalIgnoreCase)];
        return own.Length == 0
            ? new StyleBook(StyleList.BuiltIn())
            : new StyleBook([new StyleList("own", "Your own", string.Join(", ", files), own), .. StyleList.BuiltIn()]);
    }

    /// <summary>The style of a name, in letters of any case.</summary>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public PromptStyle Find(string name)
    {
        string wanted = name.Trim();
        PromptStyle[] all = [.. Lists.SelectMany(list => list.Styles)];
        return Array.Find(all, style => style.Name == wanted)
            ?? Array.Find(all, style => style.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"there is no style {Quoted.Of(name)}. {Suggest(wanted, [.. all.Select(style => style.Name)], "easel styles lists all")}");
    }

    /// <summary>The list of a name.</summary>
    /// <exception cref="UsageException">There is none; the message names them.</exception>
    public StyleList FindList(string name)
        => Lists.FirstOrDefault(list => list.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"there is no list {Quoted.Of(name)}. {Suggest(name, [.. Lists.Select(list => list.Name)], $"Lists are {string.Join(", ", Lists.Select(list => list.Name))}")}");

    /// <summary>Styles with a word in their name, words or description.</summary>
    public IReadOnlyList<StyleList> Search(string word)
        => [.. Lists
            .Select(list => list with { Styles = [.. list.Styles.Where(style => new[] { style.Name, style.Prompt, style.Negative, style.Description }.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)))] })
            .Where(list => list.Styles.Count > 0)];

    /// <summary>A prompt and a negative prompt with the words of styles, one after another, as A1111's web UI applies them.</summary>
    /// <exception cref="UsageException">There is no such style.</exception>
    public (string Prompt, string Negative) Apply(string prompt, string negative, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            PromptStyle style = Find(name);
            (prompt, negative) = (style.ApplyTo(prompt), style.ApplyToNegative(negative));
        }

        return (prompt, negative);
    }

    private static string Suggest(string wanted, IReadOnlyList<string> names, string otherwise)
    {
        IReadOnlyList<string> nearest = NearestName.FindSeveral(wanted, names, MostSuggestions);
        return nearest.Count == 0 ? otherwise : $"Did you mean {string.Join(" or ", nearest.Select(Quoted.Of))}? {otherwise}";
    }
}
