using Easel.Checkpoints;
using Easel.Tensors;

namespace Easel.Models.Vision;

/// <summary>A vision tower's numbers, read off the shapes of its tensors.</summary>
public static class VisionRecognition
{
    // Far more than any tower has; arrays are made from these.
    private const int MostLayers = 256;
    private const int LargestPicture = 4096;

    /// <summary>The tower below <c>vision_model.vision_model</c>, and <c>visual_projection</c>.</summary>
    /// <param name="root">The file's tree.</param>
    /// <param name="heads">Attention heads, which no tensor tells; 0 for one in 64 channels, as in the published models.</param>
    /// <exception cref="CheckpointException">A tensor is missing or misshapen.</exception>
    public static VisionShape Recognize(Weights root, int heads)
    {
        ArgumentNullException.ThrowIfNull(root);
        Weights model = root / "vision_model" / "vision_model";
        Weights embeddings = model / "embeddings";
        Shape patch = Require(embeddings / "patch_embedding", "weight", 4);
        Shape positions = Require(embeddings / "position_embedding", "weight", 2);
        Shape projection = Require(root / "visual_projection", "weight", 2);
        Shape hidden = Require(model / "encoder" / "layers" / 0 / "mlp" / "fc1", "weight", 2);
        int width = patch[0];
        if (patch[1] != 3 || patch[2] != patch[3])
        {
            throw new CheckpointException($"{root.File}: tensor '{embeddings.Path}.patch_embedding.weight' is {patch}, but [width, 3, patch, patch] is wanted: square patches of red, green and blue.");
        }

        int across = (int)Math.Sqrt(positions[0] - 1);
        if (across < 1 || (across * across) + 1 != positions[0] || (long)across * patch[2] > LargestPicture)
        {
            throw new CheckpointException(
                $"{root.File}: tensor '{embeddings.Path}.position_embedding.weight' is {positions}, but places for a square of patches and one more are wanted, such as 257 (16 x 16 and 1), "
                + $"for pictures of up to {LargestPicture} x {LargestPicture}.");
        }

        heads = heads > 0 ? heads : Math.Max(1, width / ModelCatalog.ClipHeadWidth);
        if (width % heads != 0)
        {
            throw new CheckpointException($"{root.File}: {heads} attention heads do not divide the vision tower's width {width}. Its config.json says how many there are (num_attention_heads): keep it beside the weights.");
        }

        return new VisionShape
        {
            ImageSize = across * patch[2],
            PatchSize = patch[2],
            Width = width,
            Layers = Enumerable.Range(0, MostLayers).TakeWhile(i => (model / "encoder" / "layers" / i).Has("mlp.fc1.weight")).Count(),
            Heads = heads,
            Hidden = hidden[0],
            Projection = projection[0],
        };
    }

    private static Shape Require(Weights weights, string name, int rank)
    {
        Shape shape = weights.ShapeOf(name)
            ?? throw new CheckpointException($"{weights.File}: no tensor '{weights.Path}.{name}', so no CLIP vision tower. Wanted is the file of a safety checker.");
        return shape.Rank == rank && shape.Count > 0
            ? shape
            : throw new CheckpointException($"{weights.File}: tensor '{weights.Path}.{name}' is {shape}, but {rank} extents of 1 or more are wanted.");
    }
}
