using Easel.Diffusion.Schedules;
using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Guidance;

/// <summary>A UNet that has read prompts, once for all steps.</summary>
/// <param name="unet">The network.</param>
/// <param name="context">The encoded prompts, [batch, tokens, width]; not needed afterwards.</param>
public sealed class ConditionedUNet(UNetModel unet, Tensor context) : IConditionedModel
{
    private readonly PromptContext _prompts = unet.Read(context);

    /// <inheritdoc/>
    public Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default)
    {
        int batch = latent.Shape[0];
        float[] waves = TimeEmbedding.Of(time, unet.Shape.Channels);
        float[] times = new float[batch * waves.Length];
        for (int i = 0; i < batch; i++)
        {
            waves.CopyTo(times, i * waves.Length);
        }

        using Tensor embedded = latent.Device.Upload(times, [batch, waves.Length]);
        return unet.Forward(latent, embedded, _prompts, shortcuts);
    }

    /// <inheritdoc/>
    public void Dispose() => _prompts.Dispose();
}
