using Easel.Diffusion.Guidance;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Together;

/// <summary>A call of the UNet that a run waits for.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Reading">The prompts that are seen in it.</param>
/// <param name="Latent">[samples, height, width, channels]</param>
/// <param name="Time">As the network was trained for.</param>
/// <param name="Shortcuts">What may be left out.</param>
internal sealed record UNetCall(long Run, ConditionedUNet Reading, Tensor Latent, float Time, UNetShortcuts Shortcuts)
{
    /// <summary>How many latents there are.</summary>
    public int Samples => Latent.Shape[0];

    /// <summary>Whether deep features are taken from an earlier call.</summary>
    public bool Reuses => Shortcuts.MayReuse && Shortcuts.Features?.Holds(Samples) == true;

    /// <summary>The noise in the latent, of no scope, when it is there.</summary>
    public Tensor? Result { get; set; }

    /// <summary>Why there is none.</summary>
    public Exception? Error { get; set; }

    /// <summary>What calls must have in common to be computed as one: all that the network does not do sample by sample.</summary>
    public (int Height, int Width, ElementType Type, int Tokens, double Merged, bool Keeps, bool Reuses) Kind
        => (Latent.Shape[1], Latent.Shape[2], Latent.Type, Reading.Prompts.Tokens, Shortcuts.Merged, Shortcuts.Features is not null, Reuses);
}
