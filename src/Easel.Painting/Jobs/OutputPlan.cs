namespace Easel.Painting.Jobs;

/// <summary>How files are named.</summary>
internal enum OutputKind
{
    /// <summary><c>samples/00000.png</c> and a grid, as the original scripts do.</summary>
    Samples,

    /// <summary><c>00000-SEED.png</c>.</summary>
    Numbered,

    /// <summary>By names that are known before.</summary>
    Named,
}

/// <summary>Where a run's files go, as a value.</summary>
/// <param name="Kind">How they are named.</param>
/// <param name="Folder">As it was named; empty for the working directory.</param>
/// <param name="Option">How another is chosen: <c>--outdir FOLDER</c>.</param>
internal sealed record OutputPlan(OutputKind Kind, string Folder, string Option)
{
    /// <summary>Of <see cref="OutputKind.Named"/>: the files' names within the folder, one for each picture, in the order of requests and iterations.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Of <see cref="OutputKind.Named"/>: what reports call the place, within the folder; the folder itself if empty.</summary>
    public string Shown { get; init; } = "";

    /// <summary>Of <see cref="OutputKind.Named"/>: whether files that are there already give way.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Of <see cref="OutputKind.Samples"/>: which files are wanted.</summary>
    public SampleFiles? Files { get; init; }

    /// <summary>What reports call the place.</summary>
    public string Place => Shown.Length == 0 ? Folder : Path.Combine(Folder, Shown);

    /// <summary>The folder as the system knows it.</summary>
    public string FullFolder => Path.GetFullPath(Folder.Length == 0 ? "." : Folder);

    /// <summary>Opens the place, makes its folders, and tries whether it can be written to.</summary>
    /// <param name="tag">What the names of files that are not whole yet have behind, where others give way.</param>
    /// <param name="next">Where a run that goes on has come to in counting; none for one that begins.</param>
    /// <exception cref="IOException">It cannot be used, or files are there already.</exception>
    public PictureOutput Open(string tag, OutputNumbers? next) => Kind switch
    {
        OutputKind.Samples => SampleFolderOutput.Open(this, next),
        OutputKind.Numbered => NumberedFolder.Open(this, next),
        _ => NamedFiles.Open(this, tag, isNew: next is null),
    };
}
