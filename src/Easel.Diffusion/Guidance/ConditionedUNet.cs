using Easel.Diffusion.Schedules;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Guidance;

/// <summary>A UNet that has read prompts, once for all steps.</summary>
public sealed class ConditionedUNet : IConditionedModel
{
    private readonly UNetModel _unet;
    private readonly PromptContext _prompts;
    private readonly RepeatedWork? _whole;

    /// <summary>Reads prompts.</summary>
    /// <param name="unet">The network.</param>
    /// <param name="context">The encoded prompts, [batch, tokens, width]; not needed afterwards.</param>
    /// <param name="repeats">Whether they will be seen in many steps on end. A device may record such steps, and keep memory for one of them.</param>
    public ConditionedUNet(UNetModel unet, Tensor context, bool repeats = true)
    {
        _unet = unet;
        _prompts = unet.Read(context);
        _whole = repeats ? context.Device.Repeat(inputs => unet.Forward(inputs[0], inputs[1], _prompts)) : null;
    }

    /// <inheritdoc/>
    public Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default)
    {
        int batch = latent.Shape[0];
        float[] waves = TimeEmbedding.Of(time, _unet.Shape.Channels);
        float[] times = new float[batch * waves.Length];
        for (int i = 0; i < batch; i++)
        {
            waves.CopyTo(times, i * waves.Length);
        }

        using Tensor embedded = latent.Device.Upload(times, [batch, waves.Length]);
        return shortcuts == default && _whole is not null ? _whole.Run(latent, embedded) : _unet.Forward(latent, embedded, _prompts, shortcuts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _whole?.Dispose();
        _prompts.Dispose();
    }
}
