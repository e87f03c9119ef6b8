using System.Globalization;
using System.Text;
using Easel.Checkpoints.Safetensors;
using Easel.Checkpoints.Torch;

namespace Easel.Checkpoints;

/// <summary>Tells from a file's first bytes what it is. Its name is never asked: people rename files, and so do attackers.</summary>
internal static class FileContent
{
    private const string Wanted = "Wanted is a .ckpt of torch.save, a .safetensors file, or a diffusers folder.";

    // Enough for the first lines of a text.
    private const int StartBytes = 512;

    private static readonly (byte[] Start, string Name)[] s_others =
    [
        ([0x1f, 0x8b], "a gzip archive. Unpack it first"),
        ([(byte)'7', (byte)'z', 0xbc, 0xaf], "a 7z archive. Unpack it first"),
        ([(byte)'R', (byte)'a', (byte)'r', (byte)'!'], "a rar archive. Unpack it first"),
        ([(byte)'G', (byte)'G', (byte)'U', (byte)'F'], "a GGUF file, which is not read here"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file, which is not read here"),
        ([0x80], "a Python pickle, but not one of torch.save"),
    ];

    /// <summary>Views of a file's tensors, whichever form it has.</summary>
    /// <exception cref="CheckpointException">It is no such file, or cannot be used.</exception>
    public static TensorFile Read(SourceFile file)
    {
        if (file.Length == 0)
        {
            throw file.Refuse("is empty. The download or copy failed; repeat it.");
        }

        if (ZipDirectory.Matches(file))
        {
            return TorchZipFile.Read(file);
        }

        if (TorchLegacyFile.Matches(file))
        {
            return TorchLegacyFile.Read(file);
        }

        return SafetensorsFile.Matches(file) ? SafetensorsFile.Read(file) : throw file.Refuse($"is {Describe(file.Start(StartBytes))}. {Wanted}");
    }

    private static string Describe(ReadOnlySpan<byte> start)
    {
        foreach ((byte[] magic, string name) in s_others)
        {
            if (start.StartsWith(magic))
            {
                return name;
            }
        }

        if (!IsText(start))
        {
            return $"no checkpoint (it begins with {Convert.ToHexString(start[..Math.Min(8, start.Length)])})";
        }

        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return $"a Git LFS pointer of {SizeInPointer(text)}, not the file it stands for. Fetch that with 'git lfs pull', or download it";
        }

        if (text.StartsWith('<'))
        {
            return "a web page (HTML or XML), not a checkpoint: the download failed, or asked for a login. Open the link in a browser and save the file itself";
        }

        string line = text.Split('\n', 2)[0].TrimEnd();
        return $"a text file (it begins \"{(line.Length > 60 ? line[..60] + "…" : line)}\"), not a checkpoint: the download failed, or the wrong file was given";
    }

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte value in start)
        {
            if (value is < 9 or (> 13 and < 32) or 127)
            {
                return false;
            }
        }

        return true;
    }

    private static string SizeInPointer(string pointer)
    {
        string? line = pointer.Split('\n').FirstOrDefault(line => line.StartsWith("size ", StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan(5).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            ? string.Create(CultureInfo.InvariantCulture, $"a file of {size} bytes")
            : "a large file";
    }
}
