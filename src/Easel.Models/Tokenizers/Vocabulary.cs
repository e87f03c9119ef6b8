using System.Security.Cryptography;
using System.Text;

namespace Easel.Models.Tokenizers;

/// <summary>The symbols a text encoder knows, and the pairs of them that merge into one, best first.</summary>
/// <remarks>Symbols are bytes of UTF-8, then what merges make of them; each exists once inside a word and once at its end.</remarks>
public sealed class Vocabulary
{
    private readonly int[] _inside;
    private readonly int[] _atEnd;
    private readonly Dictionary<long, Merge> _merges;

    internal Vocabulary(int count, int start, int end, int[] inside, int[] atEnd, Dictionary<long, Merge> merges)
    {
        Count = count;
        StartId = start;
        EndId = end;
        _inside = inside;
        _atEnd = atEnd;
        _merges = merges;
    }

    /// <summary>How many symbols there are, start and end included.</summary>
    public int Count { get; }

    /// <summary>The id in front of every prompt.</summary>
    public int StartId { get; }

    /// <summary>The id behind every prompt, and in the places behind that.</summary>
    public int EndId { get; }

    /// <summary>The id of a comma that is a word.</summary>
    public int CommaId => Symbol((byte)',', endsWord: true);

    /// <summary>Reads a list of merges alone: <c>merges.txt</c>, or OpenAI's <c>bpe_simple_vocab_16e6.txt</c>, unpacked.</summary>
    /// <remarks>Ids follow from the order: bytes, bytes at the end of a word, merges, start, end.</remarks>
    /// <param name="merges">A first line with "#version", then two symbols to a line; what follows CLIP's 48,894 merges is not read.</param>
    /// <exception cref="VocabularyException">The text is no such list; the message names the line.</exception>
    public static Vocabulary FromMerges(TextReader merges)
    {
        ArgumentNullException.ThrowIfNull(merges);

        return new VocabularyReader().Read(merges);
    }

    /// <summary>Reads a list of merges with the ids beside it: <c>merges.txt</c> and <c>vocab.json</c> of a diffusers folder.</summary>
    /// <param name="ids">One JSON object in UTF-8, from symbol to id.</param>
    /// <param name="merges">As for <see cref="FromMerges"/>.</param>
    /// <exception cref="VocabularyException">A text is not of that form; the message names the line or symbol.</exception>
    public static Vocabulary From(Stream ids, TextReader merges)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(merges);

        return new VocabularyReader(ids).Read(merges);
    }

    /// <summary>
    /// SHA-256, in small hexadecimal, of what the vocabulary does, whichever file it came from: the numbers of symbols, start and end, of each byte inside a word and at its
    /// end, and of each merge, best first, its left, right and result; as 32-bit numbers, lowest byte first.
    /// </summary>
    public string Digest()
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        foreach (int number in (IEnumerable<int>)[Count, StartId, EndId, .. _inside, .. _atEnd])
        {
            writer.Write(number);
        }

        foreach ((long pair, Merge merge) in _merges.OrderBy(merge => merge.Value.Rank))
        {
            writer.Write((int)(pair >> 32));
            writer.Write((int)pair);
            writer.Write(merge.Result);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    /// <summary>The symbol of a byte.</summary>
    internal int Symbol(byte value, bool endsWord) => endsWord ? _atEnd[value] : _inside[value];

    /// <summary>What two neighbours merge into, if they do.</summary>
    internal bool TryMerge(int left, int right, out Merge merge) => _merges.TryGetValue(PairOf(left, right), out merge);

    /// <summary>Two symbols as one key.</summary>
    internal static long PairOf(int left, int right) => ((long)left << 32) | (uint)right;

    /// <param name="Rank">The place in the list; lower ones merge first.</param>
    /// <param name="Result">The symbol that replaces the two.</param>
    internal readonly record struct Merge(int Rank, int Result);
}
