using System.Buffers.Binary;
using System.Text;

namespace Easel.Provenance.Jumbf;

/// <summary>Makes JUMBF boxes (ISO 19566-5:2023, annex A): a length and a type of four bytes each, then the content.</summary>
internal static class JumbfWriter
{
    /// <summary>What a box has before its content.</summary>
    public const int HeaderBytes = 8;

    // Requestable, and with a label: C2PA 2.2, section 11.1.4.1.2
    private const byte Toggles = 0b11;

    /// <summary>A superbox: a description, then boxes.</summary>
    /// <param name="type">Four letters of <see cref="JumbfTypes"/>.</param>
    /// <param name="label">Its name, by which URIs refer to it.</param>
    /// <param name="boxes">What is in it.</param>
    public static byte[] Superbox(string type, string label, params IReadOnlyList<byte[]> boxes)
    {
        byte[] description = Box("jumd", [[.. JumbfTypes.UuidOf(type), Toggles, .. Encoding.UTF8.GetBytes(label), 0]]);
        return Box("jumb", [description, .. boxes]);
    }

    /// <summary>A superbox with a single box of CBOR.</summary>
    public static byte[] CborSuperbox(string type, string label, byte[] cbor) => Superbox(type, label, Box(JumbfTypes.Cbor, [cbor]));

    private static byte[] Box(string type, IReadOnlyList<byte[]> contents)
    {
        byte[] box = new byte[HeaderBytes + contents.Sum(content => content.Length)];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        int place = HeaderBytes;
        foreach (byte[] content in contents)
        {
            content.CopyTo(box.AsSpan(place));
            place += content.Length;
        }

        return box;
    }
}
