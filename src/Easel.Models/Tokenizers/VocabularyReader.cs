using System.Text.Json;

namespace Easel.Models.Tokenizers;

/// <summary>Builds a vocabulary line by line, and says where a file is not one.</summary>
/// <param name="ids">A JSON object from symbol to id; without one, symbols are numbered in their order.</param>
internal sealed class VocabularyReader(Stream? ids = null)
{
    private const int ClipMerges = 48_894;
    private const string EndOfWord = "</w>";

    private readonly Dictionary<string, int>? _listed = ids is null ? null : ReadIds(ids);
    private readonly Dictionary<string, int> _symbols = new(ClipMerges + 512);
    private readonly Dictionary<long, Vocabulary.Merge> _merges = new(ClipMerges);
    private readonly int[] _inside = new int[256];
    private readonly int[] _atEnd = new int[256];

    /// <summary>Reads the merges and closes the vocabulary.</summary>
    public Vocabulary Read(TextReader merges)
    {
        foreach (byte value in ByteSymbols.InOrder.Span)
        {
            _inside[value] = Add(ByteSymbols.Characters[value].ToString());
        }

        foreach (byte value in ByteSymbols.InOrder.Span)
        {
            _atEnd[value] = Add(ByteSymbols.Characters[value] + EndOfWord);
        }

        ReadMerges(merges);

        int start = Add(ClipTokenizer.Start);
        int end = Add(ClipTokenizer.End);
        return new Vocabulary(_listed?.Count ?? _symbols.Count, start, end, _inside, _atEnd, _merges);
    }

    private void ReadMerges(TextReader merges)
    {
        string header = merges.ReadLine() ?? throw new VocabularyException("The list of merges is empty.");
        if (!header.Contains("#version", StringComparison.Ordinal))
        {
            throw new VocabularyException($"Line 1 of the merges is '{Shortened(header)}', where '#version: 0.2' was expected: this is no list of merges.");
        }

        int blank = 0;
        for (int number = 2; _merges.Count < ClipMerges && merges.ReadLine() is string line; number++)
        {
            if (line.Length == 0)
            {
                blank = blank == 0 ? number : blank;
                continue;
            }

            if (blank > 0)
            {
                throw new VocabularyException($"Line {blank} of the merges is blank, but the list goes on behind it.");
            }

            AddMerge(line, number);
        }
    }

    private void AddMerge(string line, int number)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0 || space == line.Length - 1 || line.IndexOf(' ', space + 1) >= 0)
        {
            throw new VocabularyException($"Line {number} of the merges is '{Shortened(line)}', where two symbols and one space between them were expected.");
        }

        string left = line[..space];
        string right = line[(space + 1)..];
        long pair = Vocabulary.PairOf(Known(left, line, number), Known(right, line, number));
        int result = Add(left + right, number);
        _merges.Add(pair, new Vocabulary.Merge(_merges.Count, result));
    }

    private int Known(string symbol, string line, int number)
        => _symbols.TryGetValue(symbol, out int id)
            ? id
            : throw new VocabularyException($"Line {number} of the merges is '{Shortened(line)}', but no line above it makes '{Shortened(symbol)}'.");

    /// <summary>Gives a symbol its id.</summary>
    /// <param name="symbol">A new one.</param>
    /// <param name="line">The line that makes it; 0 for bytes and specials, which every vocabulary has.</param>
    private int Add(string symbol, int line = 0)
    {
        int id = _symbols.Count;
        if (_listed is not null && !_listed.TryGetValue(symbol, out id))
        {
            throw new VocabularyException($"The list of ids lacks '{Shortened(symbol)}'{Origin(line)}: ids and merges are not of the same vocabulary.");
        }

        return _symbols.TryAdd(symbol, id) ? id : throw new VocabularyException($"'{Shortened(symbol)}'{Origin(line)} is made a second time.");
    }

    private static string Origin(int line) => line == 0 ? "" : $" (line {line} of the merges)";

    private static Dictionary<string, int> ReadIds(Stream stream)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new VocabularyException($"The list of ids is a JSON {document.RootElement.ValueKind}, where an object from symbol to id was expected.");
            }

            var ids = new Dictionary<string, int>(ClipMerges + 514);
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                bool isNumber = entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out int id) && ids.TryAdd(entry.Name, id);
                if (!isNumber)
                {
                    throw new VocabularyException($"The list of ids has '{Shortened(entry.Name)}': {Shortened(entry.Value.GetRawText())}, where a new symbol and a whole number were expected.");
                }
            }

            CheckIds(ids);
            return ids;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's second kind is for text that is not Unicode.
            throw new VocabularyException($"The list of ids is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Ids are rows of the embedding table, so they must be 0 to the last, each once.</summary>
    private static void CheckIds(Dictionary<string, int> ids)
    {
        bool[] taken = new bool[ids.Count];
        foreach ((string symbol, int id) in ids)
        {
            if (id < 0 || id >= taken.Length || taken[id])
            {
                throw new VocabularyException($"The list of ids gives '{Shortened(symbol)}' the id {id}, which is taken or not within 0 to {taken.Length - 1}.");
            }

            taken[id] = true;
        }
    }

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 60 ? text.ToString() : $"{text[..60]}...";
}
