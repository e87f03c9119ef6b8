using System.Buffers.Binary;
using System.Text;

namespace Easel.Provenance.Jumbf;

/// <summary>Reads JUMBF boxes (ISO 19566-5:2023, annex A) of unknown origin: nothing is allocated that the bytes do not pay for, and depth and number are bounded.</summary>
internal sealed class JumbfReader
{
    /// <summary>Superboxes within each other; a manifest has four.</summary>
    public const int MaxDepth = 12;

    /// <summary>Boxes in all.</summary>
    public const int MaxBoxes = 10_000;

    // Requestable, and with a label: C2PA wants both (2.2, section 11.1.4.1.2). The upper three bits are reserved.
    private const byte Wanted = 0b0000_0011;
    private const byte Reserved = 0b1110_0000;
    private const byte HasNumber = 0b0000_0100;
    private const byte HasHash = 0b0000_1000;
    private const byte HasPrivate = 0b0001_0000;
    private const int NumberBytes = 4;
    private const int HashBytes = 32;

    private int _boxes;

    private JumbfReader()
    {
    }

    /// <summary>The one superbox that the bytes are; zeros may follow.</summary>
    /// <exception cref="ProvenanceException">They are none.</exception>
    public static JumbfBox Read(ReadOnlyMemory<byte> bytes)
    {
        JumbfReader reader = new();
        JumbfContent outer = reader.Take(ref bytes);
        if (outer.Type != "jumb" || bytes.Span.IndexOfAnyExcept((byte)0) >= 0)
        {
            throw new ProvenanceException(outer.Type == "jumb" ? "there are bytes behind the JUMBF superbox." : $"a JUMBF superbox is wanted, but a box '{outer.Type}' was found.");
        }

        return reader.Superbox(outer.Content, depth: 1);
    }

    private JumbfBox Superbox(ReadOnlyMemory<byte> content, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ProvenanceException($"JUMBF superboxes lie within each other more than {MaxDepth} deep.");
        }

        ReadOnlyMemory<byte> rest = content;
        JumbfContent description = Take(ref rest);
        if (description.Type != "jumd" || description.Content.Length < JumbfTypes.Bytes + 1)
        {
            throw new ProvenanceException("a JUMBF superbox does not begin with its description.");
        }

        List<JumbfBox> superboxes = [];
        List<JumbfContent> contents = [];
        while (rest.Length > 0)
        {
            JumbfContent box = Take(ref rest);
            if (box.Type == "jumb")
            {
                superboxes.Add(Superbox(box.Content, depth + 1));
            }
            else if (box.Type != "free")
            {
                contents.Add(box);
            }
        }

        ReadOnlySpan<byte> described = description.Content.Span;
        return new JumbfBox(JumbfTypes.NameOf(described[..JumbfTypes.Bytes]), LabelOf(described), content) { Superboxes = superboxes, Contents = contents };
    }

    /// <summary>A description's label. What may follow it is not used, but has to be there if, and only if, it is announced.</summary>
    private static string LabelOf(ReadOnlySpan<byte> description)
    {
        byte toggles = description[JumbfTypes.Bytes];
        ReadOnlySpan<byte> rest = description[(JumbfTypes.Bytes + 1)..];
        int end = rest.IndexOf((byte)0);
        if ((toggles & Wanted) != Wanted || (toggles & Reserved) != 0 || end < 0)
        {
            throw new ProvenanceException($"a JUMBF description has no label, or says so: its toggles are {toggles:b8}.");
        }

        string label = Encoding.UTF8.GetString(rest[..end]);
        int left = rest.Length - end - 1 - ((toggles & HasNumber) != 0 ? NumberBytes : 0) - ((toggles & HasHash) != 0 ? HashBytes : 0);
        bool isWhole = (toggles & HasPrivate) != 0 ? left >= JumbfWriter.HeaderBytes : left == 0;
        return isWhole ? label : throw new ProvenanceException($"the JUMBF description of '{label}' has not as many bytes as it announces.");
    }

    /// <summary>Takes the next box off.</summary>
    private JumbfContent Take(ref ReadOnlyMemory<byte> rest)
    {
        ReadOnlySpan<byte> bytes = rest.Span;
        if (bytes.Length < JumbfWriter.HeaderBytes)
        {
            throw new ProvenanceException($"a JUMBF box wants a header of {JumbfWriter.HeaderBytes} bytes, but {bytes.Length} are left.");
        }

        if (++_boxes > MaxBoxes)
        {
            throw new ProvenanceException($"there are more than {MaxBoxes} JUMBF boxes.");
        }

        ulong length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        string type = Encoding.Latin1.GetString(bytes.Slice(4, 4));
        int header = JumbfWriter.HeaderBytes;

        // 1: eight bytes of length follow the type. 0: up to the end of what it is in.
        if (length == 1)
        {
            header += 8;
            length = bytes.Length >= header ? BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) : ulong.MaxValue;
        }
        else if (length == 0)
        {
            length = (ulong)bytes.Length;
        }

        if (length < (ulong)header || length > (ulong)bytes.Length)
        {
            throw new ProvenanceException($"the JUMBF box '{type}' says that it has {length} bytes, but there are {bytes.Length}.");
        }

        ReadOnlyMemory<byte> content = rest[header..(int)length];
        rest = rest[(int)length..];
        return new JumbfContent(type, content);
    }
}
