namespace Easel.Provenance.Cbor;

/// <summary>A value of CBOR (RFC 8949) that was read; which one is told by what is not null.</summary>
internal sealed record CborNode
{
    /// <summary>A whole number that fits 64 bits.</summary>
    public Int128? Integer { get; init; }

    /// <summary>A text.</summary>
    public string? Text { get; init; }

    /// <summary>Bytes.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>An array.</summary>
    public IReadOnlyList<CborNode>? Items { get; init; }

    /// <summary>A map, in its order.</summary>
    public IReadOnlyList<KeyValuePair<CborNode, CborNode>>? Map { get; init; }

    /// <summary>What stands before a tagged value.</summary>
    public ulong? Tag { get; init; }

    /// <summary>The value of a text in a map; none if it is not there, or if this is no map.</summary>
    public CborNode? this[string key] => Map?.FirstOrDefault(pair => pair.Key.Text == key).Value;

    /// <summary>The value of a number in a map; none if it is not there, or if this is no map.</summary>
    public CborNode? this[int key] => Map?.FirstOrDefault(pair => pair.Key.Integer == key).Value;
}
