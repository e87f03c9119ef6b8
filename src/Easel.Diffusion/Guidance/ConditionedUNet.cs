using Easel.Diffusion.Schedules;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Guidance;

/// <summary>A UNet that has read prompts, once for all steps.</summary>
public sealed class ConditionedUNet : IConditionedModel
{
    private readonly UNetModel _unet;
    private readonly bool _repeats;
    private RepeatedWork? _whole;

    /// <summary>Reads prompts.</summary>
    /// <param name="unet">The network.</param>
    /// <param name="context">The encoded prompts, [batch, tokens, width]; not needed afterwards.</param>
    /// <param name="repeats">Whether they will be seen in many steps on end. A device may record such steps, and keep memory for one of them.</param>
    public ConditionedUNet(UNetModel unet, Tensor context, bool repeats = true)
        : this(unet, unet.Read(context), repeats)
    {
    }

    /// <summary>Takes prompts that have been read; they belong to this from now on.</summary>
    internal ConditionedUNet(UNetModel unet, PromptContext prompts, bool repeats = true)
    {
        _unet = unet;
        _repeats = repeats;
        Prompts = prompts;
    }

    /// <summary>What the network sees of the prompts.</summary>
    internal PromptContext Prompts { get; }

    /// <inheritdoc/>
    public Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default) => Predict(latent, [(time, latent.Shape[0])], shortcuts);

    /// <summary>The noise in latents of more than one time.</summary>
    /// <param name="latents">[batch, height, width, channels], as many as there were prompts.</param>
    /// <param name="times">Times as the network was trained for, and how many of the latents have each.</param>
    /// <param name="shortcuts">What may be left out.</param>
    /// <param name="mayRecord">Whether the step may be recorded.</param>
    internal Tensor Predict(Tensor latents, IReadOnlyList<(float Time, int Samples)> times, UNetShortcuts shortcuts, bool mayRecord = true)
    {
        int width = _unet.Shape.Channels;
        float[] waves = new float[latents.Shape[0] * width];
        int sample = 0;
        foreach ((float time, int samples) in times)
        {
            float[] wave = TimeEmbedding.Of(time, width);
            for (int last = sample + samples; sample < last; sample++)
            {
                wave.CopyTo(waves, sample * width);
            }
        }

        using Tensor embedded = latents.Device.Upload(waves, [latents.Shape[0], width]);
        if (shortcuts != default || !_repeats || !mayRecord)
        {
            return _unet.Forward(latents, embedded, Prompts, shortcuts);
        }

        _whole ??= latents.Device.Repeat(inputs => _unet.Forward(inputs[0], inputs[1], Prompts));
        return _whole.Run(latents, embedded);
    }

    /// <summary>Gives back what a device has recorded of a step; the next one may be recorded again.</summary>
    internal void ForgetRecording()
    {
        _whole?.Dispose();
        _whole = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetRecording();
        Prompts.Dispose();
    }
}
