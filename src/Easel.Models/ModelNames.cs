namespace Easel.Models;

/// <summary>Where the parts of a model lie in a checkpoint with original names.</summary>
public static class ModelNames
{
    /// <summary>The text encoder.</summary>
    public const string TextEncoder = "cond_stage_model.transformer";

    /// <summary>The UNet.</summary>
    public const string UNet = "model.diffusion_model";

    /// <summary>The autoencoder.</summary>
    public const string Autoencoder = "first_stage_model";

    /// <summary>The products of (1 - beta) up to each training step, where a checkpoint carries them.</summary>
    public const string AlphasCumulative = "alphas_cumprod";
}
