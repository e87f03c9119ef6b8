using System.Security.Cryptography;
using System.Text;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// A folder of prepared weights, so that a checkpoint that was opened before opens in a fraction of the time. Files are found by the checkpoint's content,
/// so that a changed checkpoint never meets old weights. Everything in it can be deleted at any time, and is made again when needed.
/// </summary>
/// <param name="folder">The folder; made when it is first written to.</param>
public sealed class WeightCache(string folder)
{
    /// <summary>The user's own: <c>weights</c> below <c>$EASEL_CACHE</c>, else below <c>easel</c> in the system's place for caches. Null if the system has none.</summary>
    public static string? UsualFolder => UserCache.Folder("weights");

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The hashes of checkpoints, with notes in the same folder.</summary>
    public ContentHash Hashes { get; } = new(folder);

    /// <summary>The name and key of a checkpoint's prepared weights, if its content is known without reading it.</summary>
    internal PreparedPlace? Known(CheckpointContent content, string form) => PlaceOf([.. content.Files.Select(file => Hashes.Noted(file.Path))], content, form);

    /// <summary>The name and key of a checkpoint's prepared weights, whose content is read if need be; none if it has changed since it was opened.</summary>
    internal async Task<PreparedPlace?> FindAsync(CheckpointContent content, string form)
    {
        List<string?> hashes = [];
        foreach ((string path, string? stamp) in content.Files)
        {
            hashes.Add(stamp is null ? null : await Hashes.OfAsync(path, stamp).ConfigureAwait(false));
        }

        return PlaceOf(hashes, content, form);
    }

    private PreparedPlace? PlaceOf(List<string?> hashes, CheckpointContent content, string form)
    {
        if (hashes.Count == 0 || hashes.Contains(null))
        {
            return null;
        }

        string hash = hashes.Count == 1 ? hashes[0]! : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));
        string precision = PrecisionNames.NameOf(content.Precision) + (content.UsesInt8 ? "-int8" : "");
        string ema = content.UsesAveragedWeights ? "-ema" : "";
        string key = $"{hash}{ema}, {form}";

        // A form that is not used any more has the same name as the one in use: its file gives way.
        return new PreparedPlace(Path.Combine(Folder, $"{hash[..16]}{ema}-{precision}.weights"), key);
    }
}

/// <summary>Where prepared weights lie, and what they are for.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">All that their bytes depend on.</param>
internal sealed record PreparedPlace(string Path, string Key);

/// <summary>Which content prepared weights are made of.</summary>
/// <param name="Files">The checkpoint's files, with the stamps that they had before they were opened.</param>
/// <param name="UsesAveragedWeights">Whether the averaged weights are taken.</param>
/// <param name="Precision">What they may be rounded to.</param>
/// <param name="UsesInt8">Whether some of them are in int8.</param>
internal sealed record CheckpointContent(IReadOnlyList<(string Path, string? Stamp)> Files, bool UsesAveragedWeights, Precision Precision, bool UsesInt8)
{
    /// <summary>The stamps of a checkpoint's files.</summary>
    public static Dictionary<string, string?> StampsOf(PipelineOptions options)
    {
        string checkpoint = options.Checkpoint;
        IEnumerable<string> files = Directory.Exists(checkpoint) ? Directory.EnumerateFiles(checkpoint, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            : [checkpoint];
        return files.ToDictionary(file => file, ContentHash.StampOf, StringComparer.Ordinal);
    }
}
