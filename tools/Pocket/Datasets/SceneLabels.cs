using System.Text.Json.Serialization;
using Easel.Pocket.Scenes;

namespace Easel.Pocket.Datasets;

/// <summary>What a picture shows, as numbers and captions in one line of JSON.</summary>
/// <param name="Captions">What may be said about it.</param>
/// <param name="Style">A <see cref="Scenes.Style"/> by number.</param>
/// <param name="Backdrop">Ten plain colours, then the places.</param>
/// <param name="Kinds">Each subject.</param>
/// <param name="Hues">Each subject's colour.</param>
/// <param name="Extent">The size of an only subject.</param>
/// <param name="Relation">A <see cref="Scenes.Relation"/> by number, or -1 for one subject.</param>
internal sealed record SceneLabels(string[] Captions, int Style, int Backdrop, int[] Kinds, int[] Hues, int Extent, int Relation)
{
    /// <summary>The labels of a scene.</summary>
    public static SceneLabels Of(Scene scene, string[] captions) => new(
        captions,
        (int)scene.Style,
        scene.Backdrop.Index,
        scene.Second is Subject second ? [(int)scene.First.Kind, (int)second.Kind] : [(int)scene.First.Kind],
        scene.Second is Subject other ? [(int)scene.First.Hue, (int)other.Hue] : [(int)scene.First.Hue],
        (int)scene.First.Extent,
        scene.Second is null ? -1 : (int)scene.Relation);
}

/// <summary>How datasets are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SceneLabels))]
[JsonSerializable(typeof(DatasetContents))]
internal sealed partial class DatasetJson : JsonSerializerContext;
