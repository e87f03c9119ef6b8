using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;

namespace Easel.Models;

/// <summary>The numbers of a whole model: three networks and the noise they were trained with.</summary>
public sealed record ModelShape
{
    /// <summary>What reads the prompt.</summary>
    public required TextEncoderShape TextEncoder { get; init; }

    /// <summary>What predicts noise.</summary>
    public required UNetShape UNet { get; init; }

    /// <summary>What turns latents into pictures.</summary>
    public required AutoencoderShape Autoencoder { get; init; }

    /// <summary>The noise it was trained with, and the latents' scale.</summary>
    public DiffusionShape Diffusion { get; init; } = new();
}

/// <summary>The noise a model was trained with, and the scale of its latents.</summary>
public sealed record DiffusionShape
{
    /// <summary>What the autoencoder's latents are multiplied with to have about unit variance.</summary>
    // SD 1.x: Rombach et al. 2022, sec. 4, and v1-inference.yaml
    public float LatentScale { get; init; } = 0.18215f;

    /// <summary>Training steps.</summary>
    public int TimeSteps { get; init; } = 1000;

    /// <summary>The first step's variance; square roots rise linearly from here. v1-inference.yaml.</summary>
    public double LinearStart { get; init; } = 0.00085;

    /// <summary>The last step's variance.</summary>
    public double LinearEnd { get; init; } = 0.0120;
}
