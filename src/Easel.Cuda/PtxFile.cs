using System.Text;

namespace Easel.Cuda;

/// <summary>A file of kernels as clang writes it: what all share, then one kernel after the other, each by itself.</summary>
internal static class PtxFile
{
    private const string Extension = ".ptx";

    // clang's comment before each kernel.
    private const string Mark = "\t// .globl\t";

    /// <summary>Names of the files with kernels, without extension.</summary>
    public static IEnumerable<string> Names { get; } =
        [.. typeof(PtxFile).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>A file's PTX.</summary>
    /// <param name="file">Without extension.</param>
    public static byte[] Read(string file)
    {
        using Stream stream = typeof(PtxFile).Assembly.GetManifestResourceStream(file + Extension)
            ?? throw new ArgumentException($"There is no file of kernels called '{file}'.", nameof(file));
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A file's PTX without all kernels but one: a driver translates half a second at a kernel, and few of them are used in a run.</summary>
    /// <param name="ptx">The file.</param>
    /// <param name="kernel">Which.</param>
    /// <exception cref="ArgumentException">It is not there.</exception>
    public static byte[] Only(ReadOnlySpan<byte> ptx, string kernel)
    {
        string text = Encoding.UTF8.GetString(ptx);
        string[] parts = text.Split(Mark);

        // Between its mark and its first line the first kernel has declarations that are everybody's.
        int entry = parts[1].IndexOf(".visible .entry", StringComparison.Ordinal);
        string shared = parts[1][(parts[1].IndexOf('\n', StringComparison.Ordinal) + 1)..entry];
        string? own = Array.Find(parts[1..], part => part.StartsWith($"{kernel}\n", StringComparison.Ordinal));
        return own is null
            ? throw new ArgumentException($"There is no kernel '{kernel}'.", nameof(kernel))
            : Encoding.UTF8.GetBytes(parts[0] + shared + own[own.IndexOf(".visible .entry", StringComparison.Ordinal)..]);
    }
}
