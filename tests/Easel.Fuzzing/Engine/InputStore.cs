using System.IO.Compression;
using System.Security.Cryptography;

namespace Easel.Fuzzing.Engine;

/// <summary>Inputs in files: a target's corpus is a zip archive, so that hundreds of small files are one; a finding is a file of its own.</summary>
internal static class InputStore
{
    // Every archive of the same inputs has the same bytes.
    private static readonly DateTimeOffset s_date = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The corpus that comes with the program.</summary>
    public static string CorpusFolder => Path.Combine(AppContext.BaseDirectory, "Corpus");

    /// <summary>The findings of the past, which come with the program too: a folder for each target.</summary>
    public static string FindingsFolder => Path.Combine(AppContext.BaseDirectory, "Findings");

    /// <summary>A target's inputs in a folder of corpora; none if it has none there.</summary>
    public static List<byte[]> ReadCorpus(string folder, string target)
    {
        List<byte[]> inputs = [];
        string path = Path.Combine(folder, $"{target}.zip");
        if (!File.Exists(path))
        {
            return inputs;
        }

        using ZipArchive archive = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            byte[] input = new byte[entry.Length];
            stream.ReadExactly(input);
            inputs.Add(input);
        }

        return inputs;
    }

    /// <summary>Writes a target's inputs, in order of length and content.</summary>
    public static void WriteCorpus(string folder, string target, IEnumerable<byte[]> inputs)
    {
        Directory.CreateDirectory(folder);
        string beside = Path.Combine(folder, $"{target}.zip.new");
        using (ZipArchive archive = new(File.Create(beside), ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] input) in inputs.Select(input => (NameOf(input), input)).DistinctBy(named => named.Item1).OrderBy(named => named.input.Length).ThenBy(named => named.Item1, StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
                entry.LastWriteTime = s_date;
                using Stream stream = entry.Open();
                stream.Write(input);
            }
        }

        File.Move(beside, Path.Combine(folder, $"{target}.zip"), overwrite: true);
    }

    /// <summary>A target's findings: names of files and their bytes.</summary>
    public static IEnumerable<(string Name, byte[] Input)> ReadFindings(string target)
    {
        string folder = Path.Combine(FindingsFolder, target);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))) : [];
    }

    /// <summary>An input's short name, by content.</summary>
    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..12];
}
