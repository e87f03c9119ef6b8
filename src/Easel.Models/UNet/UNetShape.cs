namespace Easel.Models.UNet;

/// <summary>The numbers of a latent diffusion UNet.</summary>
public sealed record UNetShape
{
    /// <summary>Channels of the noisy latent.</summary>
    public required int Inputs { get; init; }

    /// <summary>Channels of the predicted noise.</summary>
    public required int Outputs { get; init; }

    /// <summary>Channels at full resolution; a multiple of 32.</summary>
    public required int Channels { get; init; }

    /// <summary>How many times as many channels each level has, full resolution first. Each level halves the resolution.</summary>
    public required IReadOnlyList<int> Multipliers { get; init; }

    /// <summary>Residual blocks per level on the way down; one more on the way up.</summary>
    public required int ResidualBlocks { get; init; }

    /// <summary>Whether each level has transformers.</summary>
    public required IReadOnlyList<bool> Attention { get; init; }

    /// <summary>Transformer blocks in a row.</summary>
    public required int TransformerDepth { get; init; }

    /// <summary>Attention heads, the same at every level; 0 if their width is given instead.</summary>
    public required int Heads { get; init; }

    /// <summary>The width of a head, if the number of heads depends on the level; else 0.</summary>
    public int HeadWidth { get; init; }

    /// <summary>The width of the prompt's context.</summary>
    public required int ContextWidth { get; init; }

    /// <summary>The width of the time embedding after its two products.</summary>
    public int TimeWidth => 4 * Channels;

    /// <summary>How often the resolution is halved.</summary>
    public int Halvings => Multipliers.Count - 1;

    /// <summary>Attention heads where there are this many channels.</summary>
    public int HeadsAt(int channels) => Heads > 0 ? Heads : channels / HeadWidth;
}
