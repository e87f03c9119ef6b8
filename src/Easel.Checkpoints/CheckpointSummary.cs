using System.Security.Cryptography;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>What a checkpoint is and what it holds, for people who wonder which file they have.</summary>
public sealed record CheckpointSummary
{
    private static readonly (string Prefix, string Part)[] s_parts =
    [
        (OriginalNames.TextEncoder, "text encoder"),
        (OriginalNames.UNet, "UNet"),
        (OriginalNames.Autoencoder, "autoencoder"),
        (OriginalNames.Ema, "EMA"),
        ("", "other"),
    ];

    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>How it is stored.</summary>
    public required CheckpointFormat Format { get; init; }

    /// <summary>The kind of model.</summary>
    public required CheckpointFamily Family { get; init; }

    /// <summary>How many tensors there are.</summary>
    public required int Tensors { get; init; }

    /// <summary>How many tensors have each element type, by its name.</summary>
    public required IReadOnlyDictionary<string, int> ElementTypes { get; init; }

    /// <summary>The networks, and what is left.</summary>
    public required IReadOnlyList<CheckpointPart> Parts { get; init; }

    /// <summary>How many training steps were made, if the file says.</summary>
    public required long? GlobalStep { get; init; }

    /// <summary>The files that were read.</summary>
    public required IReadOnlyList<CheckpointFile> Files { get; init; }

    /// <summary>Sums a checkpoint up. Reads every byte of its files, for their hashes.</summary>
    /// <exception cref="CheckpointException">A file cannot be read.</exception>
    public static CheckpointSummary Of(Checkpoint checkpoint) => new()
    {
        Path = checkpoint.Path,
        Format = checkpoint.Format,
        Family = CheckpointFamily.Of(checkpoint.Tensors),
        Tensors = checkpoint.Tensors.Count,
        ElementTypes = checkpoint.Tensors.Values.CountBy(tensor => tensor.Type).OrderBy(count => count.Key).ToDictionary(count => count.Key.Name(), count => count.Value),
        Parts = [.. PartsOf(checkpoint.Tensors)],
        GlobalStep = checkpoint.GlobalStep,
        Files = [.. checkpoint.Files.Select(file => new CheckpointFile(file.Path, file.Bytes, Hash(file.Path)))],
    };

    private static IEnumerable<CheckpointPart> PartsOf(IReadOnlyDictionary<string, HostTensor> tensors)
    {
        ILookup<string, HostTensor> byPart = tensors.ToLookup(
            entry => Array.Find(s_parts, part => entry.Key.StartsWith(part.Prefix, StringComparison.Ordinal)).Part,
            entry => entry.Value);
        foreach ((_, string part) in s_parts)
        {
            if (byPart.Contains(part))
            {
                IEnumerable<HostTensor> held = byPart[part];
                yield return new CheckpointPart(
                    part,
                    held.Count(),
                    held.Where(tensor => HasFraction(tensor.Type)).Sum(tensor => tensor.Shape.Count),
                    held.Sum(tensor => tensor.Shape.Count * tensor.Type.Size()));
            }
        }
    }

    private static bool HasFraction(ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;

    private static string Hash(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: it cannot be read: {failed.Message}", failed);
        }
    }
}
