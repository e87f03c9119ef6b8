using System.Globalization;

namespace Easel.Cli.Painting;

/// <summary>The folder of a run's files: <c>samples/00000.png</c> and on, <c>grid-0000.png</c> and on.</summary>
internal sealed class SampleFolder
{
    private readonly string _samples;
    private int _nextSample;
    private int _nextGrid;

    private SampleFolder(string path)
    {
        Path = path;
        _samples = System.IO.Path.Combine(path, "samples");

        // As the original numbers: by what lies there, whatever it is.
        _nextSample = Directory.EnumerateFileSystemEntries(_samples).Count();
        _nextGrid = Directory.EnumerateFileSystemEntries(path).Count() - 1;
    }

    /// <summary>As it was named.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where it is missing, and tries whether files can be written, before hours of painting.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static SampleFolder Open(string path)
    {
        OutputFolder.Prepare(System.IO.Path.Combine(path, "samples"), path, "--outdir FOLDER");
        return OutputFolder.Describing(path, "--outdir FOLDER", () => new SampleFolder(path));
    }

    /// <summary>Writes a picture under the next free number.</summary>
    /// <returns>the file's name</returns>
    public string SaveSample(byte[] png) => Save(number => System.IO.Path.Combine(_samples, number.ToString("D5", CultureInfo.InvariantCulture) + ".png"), ref _nextSample, png);

    /// <summary>Writes a grid under the next free number.</summary>
    /// <returns>the file's name</returns>
    public string SaveGrid(byte[] png) => Save(number => System.IO.Path.Combine(Path, $"grid-{number.ToString("D4", CultureInfo.InvariantCulture)}.png"), ref _nextGrid, png);

    private static string Save(Func<int, string> name, ref int next, byte[] png)
    {
        while (true)
        {
            string path = name(next++);
            if (OutputFolder.TryWrite(path, png))
            {
                return path;
            }
        }
    }
}
