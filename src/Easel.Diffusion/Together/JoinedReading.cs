using Easel.Diffusion.Guidance;
using Easel.Diffusion.Pipelines;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Together;

/// <summary>The prompts of a run whose calls are computed with those of other runs.</summary>
/// <param name="reading">The prompts; belong to this from now on.</param>
/// <param name="turn">The run's.</param>
/// <param name="guard">The run's.</param>
internal sealed class JoinedReading(ConditionedUNet reading, Turn turn, FiniteGuard guard) : IConditionedModel
{
    /// <inheritdoc/>
    public Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default)
    {
        if (guard.IsRedoing)
        {
            // The device looks at every layer, for this run alone.
            return reading.Predict(latent, time, shortcuts);
        }

        using Tensor result = turn.Call(new UNetCall(turn.Number, reading, latent, time, shortcuts));
        return latent.Device.Stack(result);
    }

    /// <inheritdoc/>
    public void Dispose() => reading.Dispose();
}
