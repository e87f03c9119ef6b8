using System.Formats.Cbor;

namespace Easel.Provenance.Cbor;

/// <summary>Reads CBOR of unknown origin into a tree of bounded depth and number of values.</summary>
internal sealed class CborTree
{
    /// <summary>Values within each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Values in all; thousands of digests are far below.</summary>
    public const int MaxNodes = 100_000;

    private readonly CborReader _reader;
    private int _nodes;

    private CborTree(ReadOnlyMemory<byte> cbor)
    {
        _reader = new CborReader(cbor, CborConformanceMode.Strict);
    }

    /// <summary>The one value that the bytes are.</summary>
    /// <param name="cbor">The bytes.</param>
    /// <param name="what">What errors call them.</param>
    /// <exception cref="ProvenanceException">They are none.</exception>
    public static CborNode Read(ReadOnlyMemory<byte> cbor, string what)
    {
        try
        {
            CborTree tree = new(cbor);
            CborNode node = tree.Next(depth: 1);
            return tree._reader.BytesRemaining == 0 ? node : throw new ProvenanceException($"{what}: {tree._reader.BytesRemaining} bytes stand behind the CBOR value.");
        }
        catch (Exception error) when (error is CborContentException or InvalidOperationException or OverflowException or ArgumentException)
        {
            throw new ProvenanceException($"{what}: it is not well-formed CBOR: {error.Message}", error);
        }
    }

    private CborNode Next(int depth)
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            throw new ProvenanceException($"CBOR values lie within each other more than {MaxDepth} deep, or are more than {MaxNodes}.");
        }

        switch (_reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                return new CborNode { Integer = _reader.ReadUInt64() };
            case CborReaderState.NegativeInteger:
                return new CborNode { Integer = -1 - (Int128)_reader.ReadCborNegativeIntegerRepresentation() };
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return new CborNode { Text = _reader.ReadTextString() };
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return new CborNode { Bytes = _reader.ReadByteString() };
            case CborReaderState.StartArray:
                return new CborNode { Items = Items(depth) };
            case CborReaderState.StartMap:
                return new CborNode { Map = Map(depth) };
            case CborReaderState.Tag:
                ulong tag = (ulong)_reader.ReadTag();
                return Next(depth + 1) with { Tag = tag };
            default:
                // Truth values, null and fractions: nothing here asks for one.
                _reader.SkipValue();
                return new CborNode();
        }
    }

    private List<CborNode> Items(int depth)
    {
        List<CborNode> items = [];
        _reader.ReadStartArray();
        while (_reader.PeekState() != CborReaderState.EndArray)
        {
            items.Add(Next(depth + 1));
        }

        _reader.ReadEndArray();
        return items;
    }

    private List<KeyValuePair<CborNode, CborNode>> Map(int depth)
    {
        List<KeyValuePair<CborNode, CborNode>> pairs = [];
        _reader.ReadStartMap();
        while (_reader.PeekState() != CborReaderState.EndMap)
        {
            CborNode key = Next(depth + 1);
            pairs.Add(new KeyValuePair<CborNode, CborNode>(key, Next(depth + 1)));
        }

        _reader.ReadEndMap();
        return pairs;
    }
}
