namespace Easel.Models.Vision;

/// <summary>The numbers of a CLIP vision tower and its projection.</summary>
public sealed record VisionShape
{
    /// <summary>ViT-L/14, as in the published safety checker.</summary>
    public static VisionShape LargeFourteen { get; } = new()
    {
        ImageSize = 224,
        PatchSize = 14,
        Width = 1024,
        Layers = 24,
        Heads = 16,
        Hidden = 4096,
        Projection = 768,
    };

    /// <summary>Pixels of each side of a picture.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Pixels of each side of a patch; divides the picture's.</summary>
    public required int PatchSize { get; init; }

    /// <summary>The width of a token.</summary>
    public required int Width { get; init; }

    /// <summary>How many layers there are.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads; divides the width.</summary>
    public required int Heads { get; init; }

    /// <summary>The width between the two products of a layer's perceptron.</summary>
    public required int Hidden { get; init; }

    /// <summary>The width of a picture's embedding, in the space that pictures and texts share.</summary>
    public required int Projection { get; init; }

    /// <summary>Patches of a picture, and the class token before them.</summary>
    public int Tokens => (ImageSize / PatchSize * (ImageSize / PatchSize)) + 1;

    /// <summary>Numbers of a patch.</summary>
    public int PatchValues => 3 * PatchSize * PatchSize;
}
