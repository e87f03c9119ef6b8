namespace Easel.Imaging.Deflate;

/// <summary>Literals and matches in a row, with counts of their symbols: what one deflate block holds.</summary>
internal sealed class TokenBlock
{
    /// <summary>About as many as keep a code near the statistics of its part of the picture, and its table cheap.</summary>
    private const int Capacity = 1 << 15;

    private readonly List<Match> _tokens = new(Capacity);
    private readonly int[] _lengthCounts = new int[Alphabet.LengthSymbols];
    private readonly int[] _distanceCounts = new int[Alphabet.DistanceSymbols];
    private long _extraBits;

    /// <summary>Whether it is time to write it.</summary>
    public bool IsFull => _tokens.Count >= Capacity;

    /// <summary>How often each literal, the end, and each class of lengths occurs.</summary>
    public ReadOnlySpan<int> LengthCounts => _lengthCounts;

    /// <summary>How often each class of distances occurs.</summary>
    public ReadOnlySpan<int> DistanceCounts => _distanceCounts;

    /// <summary>A block with nothing in it but its end.</summary>
    public TokenBlock() => Clear();

    /// <summary>Appends a byte as it is: kept as a match of length 0 whose distance is the byte.</summary>
    public void AddLiteral(byte value)
    {
        _tokens.Add(new Match(0, value));
        _lengthCounts[value]++;
    }

    /// <summary>Appends a copy of what came before.</summary>
    public void AddMatch(Match match)
    {
        (int lengthSymbol, _, int lengthExtra) = Alphabet.Length(match.Length);
        (int distanceSymbol, _, int distanceExtra) = Alphabet.Distance(match.Distance);
        _tokens.Add(match);
        _lengthCounts[lengthSymbol]++;
        _distanceCounts[distanceSymbol]++;
        _extraBits += lengthExtra + distanceExtra;
    }

    /// <summary>Bits of all tokens and the end in this pair of codes.</summary>
    public long Cost(HuffmanCode lengths, HuffmanCode distances) => lengths.Cost(_lengthCounts) + distances.Cost(_distanceCounts) + _extraBits;

    /// <summary>Writes all tokens and the end in this pair of codes.</summary>
    public void Write(BitSink sink, HuffmanCode lengths, HuffmanCode distances)
    {
        foreach (Match token in _tokens)
        {
            if (token.Length == 0)
            {
                lengths.Write(sink, token.Distance);
                continue;
            }

            (int symbol, uint extra, int extraBits) = Alphabet.Length(token.Length);
            lengths.Write(sink, symbol);
            sink.Write(extra, extraBits);
            (symbol, extra, extraBits) = Alphabet.Distance(token.Distance);
            distances.Write(sink, symbol);
            sink.Write(extra, extraBits);
        }

        lengths.Write(sink, Alphabet.EndOfBlock);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _tokens.Clear();
        Array.Clear(_lengthCounts);
        Array.Clear(_distanceCounts);
        _lengthCounts[Alphabet.EndOfBlock] = 1;
        _extraBits = 0;
    }
}
