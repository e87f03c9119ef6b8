using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary><c>--style</c> and <c>--styles</c>: words under a name for the prompt, of painting commands.</summary>
internal static class StyleOptions
{
    public static readonly RepeatableOption<string> Style = new(
        "--style",
        "add the words of this style to the prompt, such as impressionism; may be given several times. easel styles lists them",
        text => text.Length > 0 ? text : throw new UsageException("expected the name of a style"))
    {
        Shown = "NAME",
    };

    public static readonly ValueOption<string?> File = OptionOf.Text(
        "--styles",
        null,
        "your own styles: a styles.csv of A1111's web UI, or JSON; if not given, styles.csv and styles.json here and in your folder for settings (~/.config/easel)") with
    { Shown = "FILE" };

    /// <summary>All styles of a command line, with those of <c>--style</c> known to be among them.</summary>
    /// <exception cref="UsageException">A style is not.</exception>
    /// <exception cref="Diffusion.GenerationException">A file of the user's cannot be used.</exception>
    public static StyleBook ReadBook(ParsedOptions parsed)
    {
        var book = StyleBook.Open(parsed.FileOf(File), Environment.CurrentDirectory);
        foreach (string name in parsed.AllOf(Style))
        {
            Named(Style.Name, () => book.Find(name));
        }

        return book;
    }

    /// <summary>Does something with an option's value, and names the option if it cannot be done.</summary>
    public static T Named<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UsageException error)
        {
            throw new UsageException($"argument {option}: {error.Message}");
        }
    }
}
