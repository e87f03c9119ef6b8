using System.Text;

namespace Easel.Provenance.Jumbf;

/// <summary>Types of JUMBF superboxes: four letters, then what all of ISO 19566-5 and C2PA have behind them. C2PA 2.2, section 11.1.4.</summary>
internal static class JumbfTypes
{
    /// <summary>The manifest store.</summary>
    public const string Store = "c2pa";

    /// <summary>A standard manifest.</summary>
    public const string Manifest = "c2ma";

    /// <summary>A standard manifest, as it was typed before.</summary>
    public const string OldManifest = "c2md";

    /// <summary>An update manifest.</summary>
    public const string UpdateManifest = "c2um";

    /// <summary>A compressed manifest.</summary>
    public const string CompressedManifest = "c2cm";

    /// <summary>The assertion store.</summary>
    public const string Assertions = "c2as";

    /// <summary>A claim.</summary>
    public const string Claim = "c2cl";

    /// <summary>A claim's signature.</summary>
    public const string Signature = "c2cs";

    /// <summary>CBOR: of superboxes and of the content box in them.</summary>
    public const string Cbor = "cbor";

    /// <summary>Bytes of a type.</summary>
    public const int Bytes = 16;

    private static ReadOnlySpan<byte> Tail => [0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>The sixteen bytes of a type.</summary>
    public static byte[] UuidOf(string letters) => [.. Encoding.ASCII.GetBytes(letters), .. Tail];

    /// <summary>The four letters of a type, or its bytes in hexadecimal if it is another's.</summary>
    public static string NameOf(ReadOnlySpan<byte> uuid) => uuid[4..].SequenceEqual(Tail) ? Encoding.Latin1.GetString(uuid[..4]) : Convert.ToHexStringLower(uuid);
}
