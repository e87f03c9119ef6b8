using Easel.Checkpoints;
using Easel.Models;
using Easel.Models.Vision;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Tests.Models;

public sealed class VisionEncoderTests
{
    [Fact]
    public void The_published_tower_takes_the_published_tensors()
    {
        Dictionary<string, Shape> taken = [];
        using NamingDevice device = new();
        using ArrayMemory zero = new(new byte[sizeof(float)]);

        _ = new VisionEncoder(new Weights("", Note, device), ModelCatalog.ClipLargeVision);

        // OpenAI's ViT-L/14 has 303,179,776 weights for pictures before the projection, and 768 x 1024 in it.
        Assert.Equal(303_179_776 + (768 * 1024), taken.Values.Sum(shape => shape.Count));
        Assert.Equal((24 * 16) + 8, taken.Count);
        Assert.Equal([257, 1024], taken["vision_model.vision_model.embeddings.position_embedding.weight"]);
        Assert.Contains("vision_model.vision_model.pre_layrnorm.weight", taken.Keys);

        HostTensor Note(string name, Shape shape)
        {
            taken.Add(name, shape);
            return new HostTensor(name, zero, 0, shape, ElementType.Float32, new long[shape.Rank]);
        }
    }

    [Fact]
    public void Patches_lie_in_rows_and_each_has_its_colours_one_after_the_other()
    {
        VisionShape shape = ModelCatalog.ClipLargeVision with { ImageSize = 4, PatchSize = 2 };
        float[] pixels = [.. Enumerable.Range(0, 48).Select(i => (float)((i / 3) + (i % 3 * 100)))];

        float[] patches = PicturePatches.Of(pixels, shape);

        Assert.Equal(5 * 12, patches.Length);
        Assert.All(patches[..12], value => Assert.Equal(0, value));
        Assert.Equal([0, 1, 4, 5, 100, 101, 104, 105, 200, 201, 204, 205], patches[12..24]);
        Assert.Equal([2, 3, 6, 7], patches[24..28]);
        Assert.Equal([10, 11, 14, 15], patches[48..52]);
    }
}
