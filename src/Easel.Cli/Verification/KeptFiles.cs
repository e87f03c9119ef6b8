using Easel.Painting.Jobs;

namespace Easel.Cli.Verification;

/// <summary>Where pictures that were painted again are written to. No file is ever overwritten: least of all the one that is verified.</summary>
internal sealed class KeptFiles
{
    private readonly string _place;
    private readonly bool _isFolder;

    /// <summary>Tries the place before anything is painted.</summary>
    /// <param name="place">A file, or a folder, which need not be there yet.</param>
    /// <param name="count">How many pictures there are: several want a folder.</param>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public KeptFiles(string place, int count)
    {
        _place = place;
        _isFolder = count > 1 || Directory.Exists(place) || !place.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        string folder = _isFolder ? place : Path.GetDirectoryName(Path.GetFullPath(place)) ?? place;
        OutputFolder.Prepare(folder, folder, "--keep PLACE");
    }

    /// <summary>Says that a picture's file is there already, if it is.</summary>
    /// <exception cref="IOException">It is.</exception>
    public void RequireFree(string picture)
    {
        if (Path.Exists(PlaceOf(picture)))
        {
            throw IsTaken(PlaceOf(picture));
        }
    }

    /// <summary>Writes a picture.</summary>
    /// <param name="picture">The file that was verified.</param>
    /// <param name="png">What was painted again.</param>
    /// <returns>the file that was written</returns>
    /// <exception cref="IOException">It cannot be written, or is there already.</exception>
    public string Save(string picture, byte[] png) => OutputFolder.TryWrite(PlaceOf(picture), png) ? PlaceOf(picture) : throw IsTaken(PlaceOf(picture));

    private string PlaceOf(string picture) => _isFolder ? Path.Combine(_place, Path.GetFileName(picture)) : _place;

    private static IOException IsTaken(string path) => new($"{path} exists already and is not overwritten. Choose another place: --keep PLACE");
}
