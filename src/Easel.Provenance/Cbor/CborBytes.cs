using System.Formats.Cbor;

namespace Easel.Provenance.Cbor;

/// <summary>Makes CBOR in its deterministic form (RFC 8949, section 4.2.1), which C2PA wants of claims and assertions: shortest lengths, keys in order.</summary>
internal static class CborBytes
{
    /// <summary>The bytes of what is written.</summary>
    public static byte[] Of(Action<CborWriter> write)
    {
        CborWriter writer = new(CborConformanceMode.Canonical, convertIndefiniteLengthEncodings: true);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Writes a map; its keys are sorted when it ends.</summary>
    public static void WriteMap(this CborWriter writer, Action writePairs)
    {
        writer.WriteStartMap(null);
        writePairs();
        writer.WriteEndMap();
    }

    /// <summary>Writes a key and a text; nothing if there is no text.</summary>
    public static void WritePair(this CborWriter writer, string key, string? text)
    {
        if (text is not null)
        {
            writer.WriteTextString(key);
            writer.WriteTextString(text);
        }
    }
}
