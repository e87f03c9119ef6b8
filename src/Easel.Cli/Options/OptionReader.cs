using System.Text.RegularExpressions;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>
/// Reads a command line as Python's argparse does: unambiguous abbreviations, <c>--name=value</c>, the last of several counts, and what begins with
/// <c>-</c> is a value all the same if it looks like a negative number or has a space in it.
/// </summary>
internal sealed partial class OptionReader(IReadOnlyList<Option> options)
{
    private static readonly Flag s_help = new("--help", "show this help and exit");

    /// <summary>A reader of the options in groups, as help shows them.</summary>
    public OptionReader(IEnumerable<OptionGroup> groups)
        : this([.. groups.SelectMany(group => group.Options)])
    {
    }

    /// <summary>What the words say.</summary>
    /// <param name="words">Of the command line, without the command.</param>
    /// <param name="maxPositionals">So many words may belong to no option.</param>
    /// <exception cref="UsageException">They cannot be understood.</exception>
    public ParsedOptions Read(IReadOnlyList<string> words, int maxPositionals = 0)
    {
        List<string> strays = [];
        List<string> positionals = [];
        ParsedOptions parsed = new() { Positionals = positionals };
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == "--")
            {
                foreach (string word in words.Skip(i + 1))
                {
                    (positionals.Count < maxPositionals ? positionals : strays).Add(word);
                }

                break;
            }

            (Option? option, string? value) = Recognise(words[i]);
            if (option == s_help)
            {
                return value is null ? new ParsedOptions { WantsHelp = true } : throw Unwanted(option, value);
            }

            switch (option)
            {
                case null:
                    (positionals.Count < maxPositionals && IsValue(words[i]) ? positionals : strays).Add(words[i]);
                    break;
                case ValueOption wanting:
                    if (value is null && i + 1 < words.Count && IsValue(words[i + 1]))
                    {
                        value = words[++i];
                    }

                    parsed.Set(wanting, ParseValue(wanting, value));
                    break;
                default:
                    parsed.Set(option, value is null ? true : throw Unwanted(option, value));
                    break;
            }
        }

        return strays.Count == 0 ? parsed : throw Unrecognised(strays);
    }

    private static object? ParseValue(ValueOption option, string? value)
    {
        if (value is not null)
        {
            return option.Parse(value);
        }

        return option.IsValueOptional ? null : throw new UsageException($"argument {option.Name}: expected one argument");
    }

    private static UsageException Unwanted(Option option, string value) => new($"argument {option.Name}: takes no value, but was given {Quoted.Of(value)}");

    /// <summary>Whether a word may be an option's value.</summary>
    private bool IsValue(string word)
        => word.Length < 2 || word[0] != '-'
            || (word != "--" && Recognise(word).Option is null && (NegativeNumberPattern().IsMatch(word) || word.Contains(' ')));

    /// <summary>The option that a word names, whole or in part, and the value behind its first equals sign.</summary>
    private (Option? Option, string? Value) Recognise(string word)
    {
        if (word.StartsWith("-h", StringComparison.Ordinal))
        {
            return (s_help, word.Length == 2 ? null : word[2..]);
        }

        if (!word.StartsWith("--", StringComparison.Ordinal))
        {
            return default;
        }

        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];

        List<Option> matches = [.. options.Append(s_help).Where(option => Spelling(option.Name).StartsWith(Spelling(name), StringComparison.Ordinal))];
        Option? exact = matches.Find(option => option.Name.Length == name.Length);
        if (exact is null && matches.Count > 1)
        {
            throw new UsageException($"ambiguous option: {name} could match {string.Join(", ", matches.Select(option => option.Name))}");
        }

        return (exact ?? matches.SingleOrDefault(), value);
    }

    /// <summary>A name without the difference of <c>_</c> and <c>-</c>.</summary>
    private static string Spelling(string name) => name.Replace('_', '-');

    private UsageException Unrecognised(List<string> strays)
    {
        string message = $"unrecognized arguments: {string.Join(' ', strays.Select(Quoted.Of))}";
        string first = strays[0].Split('=')[0];
        string? nearest = first.StartsWith('-') ? NearestName.Find(first, options.Select(option => option.Name)) : null;
        return new UsageException(nearest is null || nearest == first ? message : $"{message}. Did you mean {nearest}?");
    }

    [GeneratedRegex(@"\A-\.?\d")]
    private static partial Regex NegativeNumberPattern();
}
