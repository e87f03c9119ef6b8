using System.Text;

namespace Easel.Cuda;

/// <summary>
/// A file of kernels as clang writes it: what all share, then one kernel after the other. A driver translates half a second at a kernel, and few of them are
/// used in a run, so it is given one at a time.
/// </summary>
internal sealed class PtxFile
{
    // clang's comment before each kernel, which ends with the kernel's name, and the kernel's own first words.
    private const string Mark = "\t// .globl\t";
    private const string Entry = ".visible .entry";

    private readonly string _shared;
    private readonly Dictionary<string, string> _kernels;

    /// <summary>Reads a file that lies in this program.</summary>
    /// <param name="name">Without extension.</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public PtxFile(string name)
    {
        using Stream stream = typeof(PtxFile).Assembly.GetManifestResourceStream($"{name}.ptx")
            ?? throw new ArgumentException($"There is no file of kernels called '{name}'.", nameof(name));
        using StreamReader reader = new(stream, Encoding.UTF8);
        string[] parts = reader.ReadToEnd().Split(Mark);
        _kernels = parts[1..].ToDictionary(part => part[..EndOfName(part)], part => part[StartOfKernel(part)..], StringComparer.Ordinal);

        // Between its mark and its first line the first kernel has declarations that are everybody's.
        _shared = parts[0] + parts[1][(EndOfName(parts[1]) + 1)..StartOfKernel(parts[1])];
    }

    /// <summary>The file without all kernels but one.</summary>
    /// <param name="kernel">Which.</param>
    /// <exception cref="ArgumentException">It is not there.</exception>
    public byte[] Only(string kernel) => _kernels.TryGetValue(kernel, out string? own)
        ? Encoding.UTF8.GetBytes(_shared + own)
        : throw new ArgumentException($"There is no kernel '{kernel}'.", nameof(kernel));

    private static int EndOfName(string part) => part.IndexOf('\n', StringComparison.Ordinal);

    private static int StartOfKernel(string part) => part.IndexOf(Entry, StringComparison.Ordinal);
}
