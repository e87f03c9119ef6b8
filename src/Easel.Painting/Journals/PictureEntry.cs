using System.Text;
using System.Text.Json.Nodes;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Runs;
using Easel.Painting.Metadata;

namespace Easel.Painting.Journals;

/// <summary>What a journal says of a picture: what its file is going to be, and later that it is there.</summary>
/// <param name="Key">Which picture.</param>
/// <param name="Name">Its file, within the output folder; none if it has none.</param>
internal sealed record PictureEntry(PictureKey Key, string? Name)
{
    /// <summary>A picture's file is about to be written.</summary>
    public const int Intended = 1;

    /// <summary>It is written, or not wanted.</summary>
    public const int Done = 2;

    /// <summary>The checkpoint's hash is known.</summary>
    public const int Checkpoint = 3;

    /// <summary>SHA-256 of the file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The number in its name, if names are counted.</summary>
    public int Number { get; init; }

    /// <summary>What the journal keeps of it for the grid: the name of a PNG without watermark.</summary>
    public string? Kept { get; init; }

    /// <summary>As a record of a log.</summary>
    /// <param name="kind"><see cref="Intended"/> or <see cref="Done"/></param>
    public JournalRecord Record(int kind) => new(kind, Encoding.UTF8.GetBytes(new JsonObject
    {
        ["request"] = Key.Request,
        ["iteration"] = Key.Iteration,
        ["batch"] = Key.Batch,
        ["index"] = Key.Index,
        ["name"] = Name,
        ["sha256"] = Sha256,
        ["number"] = Number,
        ["kept"] = Kept,
    }.ToJsonString()));

    /// <summary>Reads a record.</summary>
    /// <exception cref="FormatException">It says something else.</exception>
    public static PictureEntry Read(JournalRecord record)
    {
        JsonObject json = RecordedJson.Parse(record.Payload);
        PictureKey key = new(
            RequestReader.Value<int>(json, "request"),
            RequestReader.Value<int>(json, "iteration"),
            RequestReader.Value<int>(json, "batch"),
            RequestReader.Value<int>(json, "index"));
        return new PictureEntry(key, RequestReader.Value<string?>(json, "name", null) is string name ? RequireWithin(name) : null)
        {
            Sha256 = RequestReader.Value<string?>(json, "sha256", null),
            Number = RequestReader.Value<int>(json, "number"),
            Kept = RequestReader.Value<string?>(json, "kept", null) is string kept ? RequireDigest(kept) : null,
        };
    }

    /// <summary>Refuses the name of a file that would lie elsewhere, or be no picture: a journal may come from anybody.</summary>
    /// <exception cref="FormatException">It would.</exception>
    public static string RequireWithin(string name)
        => Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..") || name.AsSpan().ContainsAny('\0', ':') || !name.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
            ? throw new FormatException($"The file name '{(name.Length > 60 ? $"{name[..60]}..." : name)}' is none of a picture within its folder.")
            : name;

    private static string RequireDigest(string name) => Digest.IsOne(name) ? name : throw new FormatException("A kept picture has no name that it can have.");
}
