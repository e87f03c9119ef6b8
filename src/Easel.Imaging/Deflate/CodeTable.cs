namespace Easel.Imaging.Deflate;

/// <summary>A block's own two codes, and how they are told to the reader before the block, RFC 1951 sec. 3.2.7.</summary>
internal sealed class CodeTable
{
    private const int RepeatLast = 16;
    private const int ShortZeros = 17;
    private const int LongZeros = 18;

    private static readonly int[] s_order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly List<(int Symbol, int Extra)> _runs;
    private readonly HuffmanCode _runCode;
    private readonly int[] _runCounts = new int[19];
    private readonly int _lengthCount;
    private readonly int _distanceCount;
    private readonly int _orderCount;

    /// <summary>The best codes for a block.</summary>
    public CodeTable(TokenBlock block)
    {
        Lengths = HuffmanCode.FromCounts(block.LengthCounts, limit: 15);
        Distances = HuffmanCode.FromCounts(block.DistanceCounts, limit: 15);

        _lengthCount = Math.Max(UsedCount(Lengths.Lengths), 257);
        _distanceCount = Math.Max(UsedCount(Distances.Lengths), 1);
        _runs = Runs([.. Lengths.Lengths.AsSpan(0, _lengthCount), .. Distances.Lengths.AsSpan(0, _distanceCount)]);
        foreach ((int symbol, _) in _runs)
        {
            _runCounts[symbol]++;
        }

        _runCode = HuffmanCode.FromCounts(_runCounts, limit: 7);
        _orderCount = Math.Max(Array.FindLastIndex(s_order, symbol => _runCode.Lengths[symbol] > 0) + 1, 4);
    }

    /// <summary>For literals, the end, and lengths.</summary>
    public HuffmanCode Lengths { get; }

    /// <summary>For distances.</summary>
    public HuffmanCode Distances { get; }

    /// <summary>Bits that the table takes.</summary>
    public long Cost
        => 14 + (3 * _orderCount) + _runCode.Cost(_runCounts)
            + (_runCounts[RepeatLast] * ExtraBits(RepeatLast)) + (_runCounts[ShortZeros] * ExtraBits(ShortZeros)) + (_runCounts[LongZeros] * ExtraBits(LongZeros));

    /// <summary>Appends the table.</summary>
    public void Write(BitSink sink)
    {
        sink.Write((uint)(_lengthCount - 257), 5);
        sink.Write((uint)(_distanceCount - 1), 5);
        sink.Write((uint)(_orderCount - 4), 4);
        foreach (int symbol in s_order.AsSpan(0, _orderCount))
        {
            sink.Write(_runCode.Lengths[symbol], 3);
        }

        foreach ((int symbol, int extra) in _runs)
        {
            _runCode.Write(sink, symbol);
            sink.Write((uint)extra, ExtraBits(symbol));
        }
    }

    private static int UsedCount(byte[] lengths) => Array.FindLastIndex(lengths, length => length > 0) + 1;

    private static int ExtraBits(int symbol) => symbol switch { RepeatLast => 2, ShortZeros => 3, LongZeros => 7, _ => 0 };

    private static List<(int Symbol, int Extra)> Runs(byte[] lengths)
    {
        List<(int Symbol, int Extra)> runs = [];
        int start = 0;
        while (start < lengths.Length)
        {
            byte length = lengths[start];
            int rest = lengths.AsSpan(start).IndexOfAnyExcept(length);
            rest = rest < 0 ? lengths.Length - start : rest;
            start += rest;

            if (length > 0)
            {
                runs.Add((length, 0));
                rest--;
            }

            int most = length == 0 ? 138 : 6;
            while (rest >= 3)
            {
                int run = Math.Min(rest, most);
                int symbol = length > 0 ? RepeatLast : run <= 10 ? ShortZeros : LongZeros;
                runs.Add((symbol, run - (symbol == LongZeros ? 11 : 3)));
                rest -= run;
            }

            runs.AddRange(Enumerable.Repeat(((int)length, 0), rest));
        }

        return runs;
    }
}
