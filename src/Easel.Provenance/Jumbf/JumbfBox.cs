namespace Easel.Provenance.Jumbf;

/// <summary>A superbox that was read.</summary>
/// <param name="Type">four letters of <see cref="JumbfTypes"/>, or hexadecimal</param>
/// <param name="Label">its name; empty if it has none</param>
/// <param name="Content">all of it but its header: what hashes are taken of (C2PA 2.2, section 8.4.2.3)</param>
internal sealed record JumbfBox(string Type, string Label, ReadOnlyMemory<byte> Content)
{
    /// <summary>The superboxes in it.</summary>
    public required IReadOnlyList<JumbfBox> Superboxes { get; init; }

    /// <summary>The other boxes in it.</summary>
    public required IReadOnlyList<JumbfContent> Contents { get; init; }

    /// <summary>The superbox of a label in it; none if there is none or several.</summary>
    public JumbfBox? Find(string label)
    {
        JumbfBox[] found = [.. Superboxes.Where(box => box.Label == label).Take(2)];
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The content of its only box of CBOR.</summary>
    /// <exception cref="ProvenanceException">It has another content.</exception>
    public ReadOnlyMemory<byte> CborContent()
        => Contents is [{ Type: JumbfTypes.Cbor } only] ? only.Content : throw new ProvenanceException($"the box {Label} does not hold a single box of CBOR.");
}

/// <summary>A box that is no superbox.</summary>
/// <param name="Type">four letters</param>
/// <param name="Content">without its header</param>
internal readonly record struct JumbfContent(string Type, ReadOnlyMemory<byte> Content);
