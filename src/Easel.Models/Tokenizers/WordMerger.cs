using System.Runtime.InteropServices;
using System.Text;

namespace Easel.Models.Tokenizers;

/// <summary>Merges the bytes of a word into the symbols of a vocabulary.</summary>
/// <remarks>
/// Byte pair encoding, Sennrich et al. 2016, algorithm 1: the best-ranked pair first, from the left. Candidates wait in a heap, so that a
/// word of a million letters takes n log n and not n squared.
/// </remarks>
internal sealed class WordMerger(Vocabulary vocabulary)
{
    private const int None = -1;

    private readonly List<Place> _places = [];
    private readonly PriorityQueue<Candidate, (int Rank, int Place)> _candidates = new();
    private readonly byte[] _utf8 = new byte[4];

    /// <summary>Appends a word's symbols.</summary>
    public void Append(ReadOnlySpan<char> word, List<int> symbols)
    {
        Begin(word);
        Span<Place> places = CollectionsMarshal.AsSpan(_places);

        for (int i = 0; i + 1 < places.Length; i++)
        {
            Propose(places, i);
        }

        while (_candidates.TryDequeue(out Candidate candidate, out (int Rank, int Place) at))
        {
            ref Place left = ref places[at.Place];
            if (left.Symbol == candidate.Left && left.Next != None && places[left.Next].Symbol == candidate.Right)
            {
                Join(places, at.Place, candidate.Result);
            }
        }

        for (int i = 0; i != None; i = places[i].Next)
        {
            symbols.Add(places[i].Symbol);
        }
    }
    /// <summary>Lays out the word's bytes, each the symbol it is alone.</summary>
    private void Begin(ReadOnlySpan<char> word)
    {
        byte last = 0;
        _places.Clear();
        foreach (Rune rune in word.EnumerateRunes())
        {
            foreach (byte value in _utf8.AsSpan(0, rune.EncodeToUtf8(_utf8)))
            {
                _places.Add(new Place(vocabulary.Symbol(value, endsWord: false), _places.Count - 1, _places.Count + 1));
                last = value;
            }
        }

        CollectionsMarshal.AsSpan(_places)[^1] = new Place(vocabulary.Symbol(last, endsWord: true), _places.Count - 2, None);
    }

    /// <summary>Makes the symbol at a place and the one behind it into one.</summary>
    private void Join(Span<Place> places, int left, int result)
    {
        int right = places[left].Next;
        int behind = places[right].Next;

        places[left].Symbol = result;
        places[left].Next = behind;
        places[right].Symbol = None;
        if (behind != None)
        {
            places[behind].Previous = left;
            Propose(places, left);
        }

        if (places[left].Previous != None)
        {
            Propose(places, places[left].Previous);
        }
    }

    private void Propose(Span<Place> places, int left)
    {
        int first = places[left].Symbol;
        int second = places[places[left].Next].Symbol;
        if (vocabulary.TryMerge(first, second, out Vocabulary.Merge merge))
        {
            _candidates.Enqueue(new Candidate(first, second, merge.Result), (merge.Rank, left));
        }
    }

    private record struct Place(int Symbol, int Previous, int Next);

    private readonly record struct Candidate(int Left, int Right, int Result);
}
