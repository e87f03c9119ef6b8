using Easel.Cli.Reports;

namespace Easel.Cli.Painting;

/// <summary>Pictures under names that are known before they are painted: one file, or several in a folder.</summary>
internal sealed class NamedFiles : IPictureOutput
{
    private readonly Func<FinishedPicture, string> _nameOf;
    private readonly bool _overwrites;

    private NamedFiles(string place, Func<FinishedPicture, string> nameOf, bool overwrites)
    {
        Place = place;
        _nameOf = nameOf;
        _overwrites = overwrites;
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <summary>Opens the place of files, and makes their folders.</summary>
    /// <param name="place">What reports call it.</param>
    /// <param name="paths">All files.</param>
    /// <param name="nameOf">The file of each picture, one of <paramref name="paths"/>.</param>
    /// <param name="option">How other names are chosen: <c>--out FILE</c>.</param>
    /// <param name="overwrites">Whether files that are there already give way.</param>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static NamedFiles Open(string place, IReadOnlyList<string> paths, Func<FinishedPicture, string> nameOf, string option, bool overwrites = false)
    {
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                throw new IOException($"{path} is a folder; a file is wanted. Choose another name: {option}");
            }

            if (!overwrites && Path.Exists(path))
            {
                throw new IOException($"{path} exists already and is not overwritten. Choose another name: {option}");
            }
        }

        foreach (string folder in paths.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct())
        {
            OutputFolder.Prepare(folder, folder, option);
        }

        return new NamedFiles(place, nameOf, overwrites);
    }

    /// <summary>Opens the place of a single file.</summary>
    /// <inheritdoc cref="Open(string, IReadOnlyList{string}, Func{FinishedPicture, string}, string, bool)"/>
    public static NamedFiles OpenOne(string path, string option, bool overwrites = false) => Open(path, [path], _ => path, option, overwrites);

    /// <inheritdoc/>
    public void Begin(RunPlan plan, Action<string> warn)
    {
    }

    /// <inheritdoc/>
    public async Task<string?> SaveAsync(FinishedPicture picture, PictureEncoder encoder)
    {
        string path = _nameOf(picture);
        byte[] png = await encoder.EncodeAsync(picture).ConfigureAwait(false);
        if (_overwrites)
        {
            OutputFolder.Replace(path, png);
        }
        else if (!OutputFolder.TryWrite(path, png))
        {
            throw new IOException($"{path} has appeared meanwhile and is not overwritten.");
        }

        return path;
    }

    /// <inheritdoc/>
    public Task<string?> CompleteAsync(PictureEncoder encoder) => Task.FromResult<string?>(null);
}
