namespace Easel.Models.Autoencoders;

/// <summary>The numbers of a KL autoencoder.</summary>
public sealed record AutoencoderShape
{
    /// <summary>Channels of the picture.</summary>
    public required int PictureChannels { get; init; }

    /// <summary>Channels of the latent.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Channels of the encoder's result, before the mean and the logarithm of the variance are projected out of it.</summary>
    public required int EncodedChannels { get; init; }

    /// <summary>Channels at full resolution; a multiple of 32.</summary>
    public required int Channels { get; init; }

    /// <summary>How many times as many channels each level has, full resolution first. Each level halves the resolution.</summary>
    public required IReadOnlyList<int> Multipliers { get; init; }

    /// <summary>Residual blocks per level of the encoder; one more in the decoder.</summary>
    public required int ResidualBlocks { get; init; }

    /// <summary>Pixels of the picture per pixel of the latent, along each side.</summary>
    public int Factor => 1 << (Multipliers.Count - 1);

    /// <summary>Channels of one level.</summary>
    public int ChannelsAt(int level) => Channels * Multipliers[level];
}
