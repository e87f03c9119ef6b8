using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Guidance;

/// <summary>A network that has read what is wanted.</summary>
public interface IConditionedModel : IDisposable
{
    /// <summary>The noise in a latent.</summary>
    /// <param name="latent">[batch, height, width, channels], as many as there were prompts.</param>
    /// <param name="time">As the network was trained for, 0 to 999.</param>
    /// <param name="shortcuts">What may be left out.</param>
    /// <returns>[batch, height, width, channels]</returns>
    Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default);
}
