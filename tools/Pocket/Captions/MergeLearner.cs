using System.Text;

namespace Easel.Pocket.Captions;

/// <summary>Learns which symbols to merge from texts: byte-pair encoding in the form of CLIP's list.</summary>
// Sennrich, Haddow, Birch: Neural machine translation of rare words with subword units, ACL 2016
internal static class MergeLearner
{
    private const string WordEnd = "</w>";

    /// <summary>The pairs to merge, best first, until every word is one symbol or the list is long enough.</summary>
    /// <param name="texts">What to learn from; lower case letters and marks.</param>
    /// <param name="limit">The most pairs.</param>
    public static List<(string Left, string Right)> Learn(IEnumerable<string> texts, int limit)
    {
        Dictionary<string, int> words = Count(texts);
        List<(List<string> Symbols, int Count)> pieces = [.. words.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => (Split(word.Key), word.Value))];
        List<(string Left, string Right)> merges = [];
        while (merges.Count < limit && MostFrequent(pieces) is (string left, string right))
        {
            merges.Add((left, right));
            foreach ((List<string> symbols, _) in pieces)
            {
                Merge(symbols, left, right);
            }
        }

        return merges;
    }

    private static Dictionary<string, int> Count(IEnumerable<string> texts)
    {
        Dictionary<string, int> words = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            foreach (string word in Cut(text))
            {
                words[word] = words.GetValueOrDefault(word) + 1;
            }
        }

        return words;
    }

    /// <summary>Runs of letters and runs of marks, as CLIP cuts; "'s" is a word of its own.</summary>
    private static IEnumerable<string> Cut(string text)
    {
        StringBuilder word = new();
        foreach (char symbol in text)
        {
            bool continues = word.Length > 0 && (char.IsLetter(symbol) == char.IsLetter(word[^1]) || (symbol == 's' && word.Length == 1 && word[0] == '\''));
            if (!continues && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (symbol != ' ')
            {
                word.Append(symbol);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static List<string> Split(string word) => [.. word[..^1].Select(symbol => symbol.ToString()), word[^1] + WordEnd];

    private static (string Left, string Right)? MostFrequent(List<(List<string> Symbols, int Count)> pieces)
    {
        Dictionary<(string, string), long> pairs = [];
        foreach ((List<string> symbols, int count) in pieces)
        {
            for (int i = 1; i < symbols.Count; i++)
            {
                (string, string) pair = (symbols[i - 1], symbols[i]);
                pairs[pair] = pairs.GetValueOrDefault(pair) + count;
            }
        }

        return pairs.Count == 0 ? null : pairs.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Item1, StringComparer.Ordinal).ThenBy(pair => pair.Key.Item2, StringComparer.Ordinal).First().Key;
    }

    private static void Merge(List<string> symbols, string left, string right)
    {
        for (int i = 1; i < symbols.Count; i++)
        {
            if (symbols[i - 1] == left && symbols[i] == right)
            {
                symbols[i - 1] = left + right;
                symbols.RemoveAt(i);
            }
        }
    }
}
