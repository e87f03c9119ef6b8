using System.Text;

namespace Easel.Cuda;

/// <summary>
/// A file of kernels as clang writes it: what all share, then one kernel after the other. A driver translates half a second at a kernel, and few of them are
/// used in a run, so it is given one at a time. The text stays where it lies in the program; only places in it are kept.
/// </summary>
internal sealed unsafe class PtxFile
{
    private readonly byte* _text;
    private readonly Range _declarations;
    private readonly Range _firstDeclarations;
    private readonly Dictionary<string, Range> _kernels = new(StringComparer.Ordinal);

    /// <summary>Reads a file that lies in this program.</summary>
    /// <param name="name">Without extension.</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public PtxFile(string name)
    {
        using UnmanagedMemoryStream stream = (UnmanagedMemoryStream?)typeof(PtxFile).Assembly.GetManifestResourceStream($"{name}.ptx")
            ?? throw new ArgumentException($"There is no file of kernels called '{name}'.", nameof(name));
        _text = stream.PositionPointer;
        ReadOnlySpan<byte> text = new(_text, checked((int)stream.Length));

        int mark = text.IndexOf(Mark);
        _declarations = ..mark;
        while (mark < text.Length)
        {
            int named = mark + Mark.Length;
            int endOfName = named + text[named..].IndexOf((byte)'\n');
            int entry = endOfName + text[endOfName..].IndexOf(Entry);
            int next = entry + text[entry..].IndexOf(Mark);
            next = next < entry ? text.Length : next;
            if (_kernels.Count == 0)
            {
                // Between its mark and its first line the first kernel has declarations that are everybody's.
                _firstDeclarations = (endOfName + 1)..entry;
            }

            _kernels.Add(Encoding.UTF8.GetString(text[named..endOfName]), entry..next);
            mark = next;
        }
    }

    // clang's comment before each kernel, which ends with the kernel's name, and the kernel's own first words.
    private static ReadOnlySpan<byte> Mark => "\t// .globl\t"u8;

    private static ReadOnlySpan<byte> Entry => ".visible .entry"u8;

    /// <summary>The file without all kernels but one.</summary>
    /// <param name="kernel">Which.</param>
    /// <exception cref="ArgumentException">It is not there.</exception>
    public byte[] Only(string kernel) => _kernels.TryGetValue(kernel, out Range own)
        ? [.. Part(_declarations), .. Part(_firstDeclarations), .. Part(own)]
        : throw new ArgumentException($"There is no kernel '{kernel}'.", nameof(kernel));

    private ReadOnlySpan<byte> Part(Range range) => new(_text + range.Start.Value, range.End.Value - range.Start.Value);
}
