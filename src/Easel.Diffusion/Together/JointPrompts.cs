using Easel.Diffusion.Guidance;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Together;

/// <summary>The prompts of several runs, one after the other, as one batch sees them.</summary>
/// <param name="unet">The network.</param>
/// <param name="parts">Each run's; they stay the runs'.</param>
internal sealed class JointPrompts(UNetModel unet, IReadOnlyList<PromptContext> parts) : IDisposable
{
    private readonly ConditionedUNet _reading = new(unet, PromptContext.Join(parts));
    private bool _isSeenAgain;

    /// <summary>Whether these are the prompts of just these runs, in this order.</summary>
    public bool IsOf(IReadOnlyList<PromptContext> others) => parts.SequenceEqual(others);

    /// <summary>Whether one of the runs' prompts is among these.</summary>
    public bool HasAnyOf(IReadOnlyList<PromptContext> others) => parts.Any(others.Contains);

    /// <summary>The noise in latents.</summary>
    /// <param name="latents">[samples, height, width, channels]</param>
    /// <param name="times">Each run's time, and how many of the samples are its.</param>
    /// <param name="shortcuts">What may be left out.</param>
    public Tensor Predict(Tensor latents, IReadOnlyList<(float Time, int Samples)> times, UNetShortcuts shortcuts)
    {
        // A step is recorded only where the same runs meet again: runs that alternate between prompts do not.
        Tensor result = _reading.Predict(latents, times, shortcuts, mayRecord: _isSeenAgain);
        _isSeenAgain = true;
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();
}
