namespace Easel.Painting.Library;

/// <summary>How much of a file is here.</summary>
internal enum Wholeness
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A part, to be gone on with.</summary>
    Partial,

    /// <summary>All, or as much, but not what it should be.</summary>
    Damaged,

    /// <summary>Its size is right; nobody has read it yet.</summary>
    Unchecked,

    /// <summary>All of it, and right.</summary>
    Whole,
}

/// <summary>A file as it lies here.</summary>
/// <param name="Path">Where, or where it would.</param>
/// <param name="Bytes">How many are here.</param>
/// <param name="Wanted">How many it should have, if that is known.</param>
/// <param name="Sha256">The hash it should have, if that is known.</param>
/// <param name="Wholeness">What is to be said of it without reading it.</param>
internal sealed record HeldFile(string Path, long Bytes, long? Wanted, string? Sha256, Wholeness Wholeness)
{
    /// <summary>The last part of its path.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether something lies in its place.</summary>
    public bool IsHere => Wholeness is Wholeness.Damaged or Wholeness.Unchecked or Wholeness.Whole;
}
