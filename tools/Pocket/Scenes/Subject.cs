namespace Easel.Pocket.Scenes;

/// <summary>One thing of a scene.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hue">Its colour.</param>
/// <param name="Extent">Its size; medium where there are two.</param>
internal readonly record struct Subject(SubjectKind Kind, Hue Hue, Extent Extent);
