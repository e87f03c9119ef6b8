namespace Easel.Pocket.Scenes;

/// <summary>How large a subject is.</summary>
internal enum Extent
{
    /// <summary>A quarter of the picture's side.</summary>
    Small,

    /// <summary>Half of it; captions seldom say so.</summary>
    Medium,

    /// <summary>Nearly all of it.</summary>
    Big,
}
