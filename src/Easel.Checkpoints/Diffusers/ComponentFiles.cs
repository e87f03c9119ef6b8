using System.Text.Json;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Diffusers;

/// <summary>Finds and reads the weights of one network in a diffusers folder: one file, or an index and its parts; safetensors before pickles, whole precision before half.</summary>
internal static class ComponentFiles
{
    /// <summary>All tensors under their own names.</summary>
    /// <param name="folder">The diffusers folder.</param>
    /// <param name="component">The network's folder in it.</param>
    /// <param name="stems">What weight files are called, without endings.</param>
    /// <param name="opened">Takes every file that was opened.</param>
    public static Dictionary<string, HostTensor> Read(string folder, string component, string[] stems, List<SourceFile> opened)
    {
        string[] names = [.. Candidates(stems, ""), .. Candidates(stems, ".fp16")];
        foreach (string name in names)
        {
            string path = Path.Combine(folder, component, name);
            if (File.Exists(path))
            {
                return name.EndsWith(".json", StringComparison.Ordinal) ? ReadParts(path, opened) : ReadOne(path, opened).Tensors;
            }
        }

        string usual = string.Join(" or ", Candidates(stems[..1], "").Where(name => !name.EndsWith(".json", StringComparison.Ordinal)));
        throw new CheckpointException(
            $"{Path.Combine(folder, component)}: has no weights; wanted is {usual}, whole, in half precision (.fp16), or an index and its parts. Name another folder, or download this one again with all its files.");
    }

    private static IEnumerable<string> Candidates(string[] stems, string variant)
    {
        foreach (string ending in (string[])["safetensors", "bin"])
        {
            foreach (string stem in stems)
            {
                yield return $"{stem}{variant}.{ending}";
                yield return $"{stem}.{ending}.index{variant}.json";
                if (variant.Length > 0)
                {
                    yield return $"{stem}{variant}.{ending}.index.json";
                }
            }
        }
    }

    private static TensorFile ReadOne(string path, List<SourceFile> opened)
    {
        SourceFile file = SourceFile.Open(path);
        opened.Add(file);
        return FileContent.Read(file);
    }

    private static Dictionary<string, HostTensor> ReadParts(string indexPath, List<SourceFile> opened)
    {
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal);
        foreach (IGrouping<string, string> part in ReadIndex(indexPath).GroupBy(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal))
        {
            // A name with a folder in it could lead anywhere.
            if (string.IsNullOrEmpty(part.Key) || part.Key is "." or ".." || part.Key.AsSpan().ContainsAny('/', '\\', '\0'))
            {
                throw new CheckpointException($"{indexPath}: names a part '{part.Key}', which is not a plain file name. Download it again.");
            }

            string path = Path.Combine(Path.GetDirectoryName(indexPath)!, part.Key);
            Dictionary<string, HostTensor> held = ReadOne(path, opened).Tensors;
            foreach (string name in part)
            {
                tensors[name] = held.TryGetValue(name, out HostTensor? tensor)
                    ? tensor
                    : throw new CheckpointException($"{path}: has no tensor '{name}', which {Path.GetFileName(indexPath)} promises. Download both again.");
            }
        }

        return tensors;
    }

    /// <summary>Which file holds each tensor.</summary>
    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using JsonDocument index = JsonDocument.Parse(SideFiles.ReadText(path));
            return index.RootElement.GetProperty("weight_map").Deserialize<Dictionary<string, string>>() ?? throw new JsonException("Its weight_map is null.");
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CheckpointException($"{path}: is no index of weights: {broken.Message} Download it again.", broken);
        }
    }
}
