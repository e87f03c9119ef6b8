using System.Text.Json;

namespace Easel.Downloads.Transfer;

/// <summary>Where the bytes of an unfinished download come from, so that the rest comes from the same file.</summary>
internal sealed record PartState
{
    /// <summary>The mirror.</summary>
    public string? Address { get; init; }

    /// <summary>What the mirror calls this edition of the file; a strong entity tag (RFC 9110, 8.8.3), or none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the mirror says that the file was changed last.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Bytes of the whole file, if the mirror said.</summary>
    public long? Bytes { get; init; }

    /// <summary>The SHA-256 that is wanted.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The state in a file; an empty one if there is none that can be used.</summary>
    public static PartState Read(string path)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length < 1 << 16 ? JsonSerializer.Deserialize<PartState>(File.ReadAllText(path)) ?? new PartState() : new PartState();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return new PartState();
        }
    }

    /// <summary>Writes it beside, and renames.</summary>
    public void Write(string path)
    {
        string beside = path + ".new";
        File.WriteAllText(beside, JsonSerializer.Serialize(this));
        File.Move(beside, path, overwrite: true);
    }
}
