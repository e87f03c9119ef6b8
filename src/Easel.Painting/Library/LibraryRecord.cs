namespace Easel.Painting.Library;

/// <summary>A file that the library knows of.</summary>
/// <param name="Name">What it is called on a command line.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its size when it was recorded.</param>
/// <param name="Sha256">Its hash when it was recorded.</param>
/// <param name="IsDownloaded">Whether Easel brought it here, and so may delete it.</param>
internal sealed record LibraryRecord(string Name, string Path, long Bytes, string Sha256, bool IsDownloaded);
