using System.Globalization;
using Easel.Cli.Reports;

namespace Easel.Cli.Painting;

/// <summary>A folder of pictures whose names sort in the order in which they were painted and tell their seed: <c>00007-1234.png</c>.</summary>
internal sealed class NumberedFolder : IPictureOutput
{
    private int _next;

    private NumberedFolder(string path)
    {
        Place = path;
        _next = Directory.EnumerateFiles(path).Select(NumberOf).DefaultIfEmpty(-1).Max() + 1;
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <summary>Opens the folder, and makes it where it is missing; numbers go on behind the largest there.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="option">How another is chosen: <c>--out FOLDER</c>.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static NumberedFolder Open(string path, string option)
    {
        OutputFolder.Prepare(path, path, option);
        return OutputFolder.Describing(path, option, () => new NumberedFolder(path));
    }

    /// <inheritdoc/>
    public void Begin(RunPlan plan, Action<string> warn)
    {
    }

    /// <inheritdoc/>
    public async Task<string?> SaveAsync(FinishedPicture picture, PictureEncoder encoder)
    {
        byte[] png = await encoder.EncodeAsync(picture).ConfigureAwait(false);
        while (true)
        {
            string path = Path.Combine(Place, string.Create(CultureInfo.InvariantCulture, $"{_next++:D5}-{picture.Seed}.png"));
            if (OutputFolder.TryWrite(path, png))
            {
                return path;
            }
        }
    }

    /// <inheritdoc/>
    public Task<string?> CompleteAsync(PictureEncoder encoder) => Task.FromResult<string?>(null);

    /// <summary>The number that a file's name begins with, if it is one of ours; less than any otherwise.</summary>
    private static int NumberOf(string path)
    {
        string name = Path.GetFileName(path);
        int digits = name.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits is >= 5 and <= 9 && name[digits] == '-' ? int.Parse(name.AsSpan(0, digits), CultureInfo.InvariantCulture) : -1;
    }
}
