using Easel.Cli.Options;
using Easel.Downloads.Catalogue;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary>A command line with names among its options.</summary>
/// <param name="Options">What the options say.</param>
/// <param name="Names">What stands beside them.</param>
internal sealed record ModelsWords(ParsedOptions Options, IReadOnlyList<string> Names)
{
    /// <summary>Tells names from options.</summary>
    /// <exception cref="UsageException">An option is not one of these.</exception>
    public static ModelsWords Read(IReadOnlyList<string> words, params Option[] options)
    {
        List<string> names = [];
        List<string> rest = [];
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (word == "--")
            {
                names.AddRange(words.Skip(i + 1));
                break;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                names.Add(word);
                continue;
            }

            rest.Add(word);
            if (i + 1 < words.Count && TakesNext(word, options))
            {
                rest.Add(words[++i]);
            }
        }

        return new ModelsWords(new OptionReader(options).Read(rest), names);
    }

    /// <summary>Refuses more or fewer names than a command takes.</summary>
    public void Require(int least, int most, string what)
    {
        if (Names.Count < least || Names.Count > most)
        {
            throw new UsageException(Names.Count < least ? $"{what} is wanted" : $"{what} is wanted, but there are {Names.Count}: {string.Join(' ', Names.Select(Quoted.Of))}");
        }
    }

    /// <summary>The entry of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static CatalogueEntry Entry(WeightCatalogue catalogue, string name)
    {
        string[] known = [.. catalogue.Entries.Select(entry => entry.Name)];
        return catalogue.Find(name) ?? throw new UsageException(
            $"{Quoted.Of(name)} is not in the catalogue. "
            + (NearestName.Find(name, catalogue.Entries.SelectMany(entry => entry.Aliases.Prepend(entry.Name))) is string nearest ? $"Did you mean {nearest}?" : $"Known are {string.Join(", ", known)}."));
    }

    private static bool TakesNext(string word, Option[] options)
        => !word.Contains('=', StringComparison.Ordinal)
            && Array.Find(options, option => Spelling(option.Name).StartsWith(Spelling(word), StringComparison.Ordinal)) is ValueOption;

    private static string Spelling(string name) => name.Replace('_', '-');
}
