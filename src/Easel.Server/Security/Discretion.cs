using Easel.Painting;
using Easel.Server.Models;
using Easel.Server.Storage;

namespace Easel.Server.Security;

/// <summary>Leaves folders of the server's machine out of what clients are told; names of files stay, which help.</summary>
internal sealed class Discretion
{
    private readonly string[] _folders;

    /// <summary>Knows the folders that errors may name.</summary>
    public Discretion(DataFolder data, ServerOptions options, PaintingSurroundings surroundings)
    {
        string?[] known =
        [
            data.Root,
            ModelSettings.FolderOf(options.Model.Checkpoint),
            options.Pipeline.Config is string config ? ModelSettings.FolderOf(config) : null,
            options.Pipeline.Vocabulary is string vocabulary ? ModelSettings.FolderOf(vocabulary) : null,
            surroundings.CacheFolder("models"),
            AppContext.BaseDirectory,
            Environment.CurrentDirectory,
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            Path.GetTempPath(),
        ];

        // The longest first: a folder may lie in another. The root of all is no secret.
        _folders = [.. known.OfType<string>().Select(Path.TrimEndingDirectorySeparator).Where(folder => folder.Length > 1).Distinct(StringComparer.Ordinal).OrderByDescending(folder => folder.Length).Select(folder => folder + Path.DirectorySeparatorChar)];
    }

    /// <summary>A text without them.</summary>
    public string Of(string text)
    {
        foreach (string folder in _folders)
        {
            text = text.Replace(folder, "", StringComparison.Ordinal);
        }

        return text;
    }
}
