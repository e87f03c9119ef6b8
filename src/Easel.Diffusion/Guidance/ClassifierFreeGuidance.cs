using Easel.Diffusion.Samplers;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Guidance;

/// <summary>
/// Classifier-free guidance, u + scale (c - u), where c is what the model predicts for a prompt and u for none. Ho and Salimans 2022, arXiv:2207.12598.
/// Both come from one call, u in the first half of the batch.
/// </summary>
public sealed class ClassifierFreeGuidance : IDisposable
{
    private readonly IConditionedModel? _both;
    private readonly IConditionedModel? _alone;
    private readonly float _scale;

    /// <summary>Guidance around a model.</summary>
    /// <param name="read">The network, given what it is to see: [batch, tokens, width], not needed afterwards.</param>
    /// <param name="conditional">The encoded prompts, [batch, tokens, width].</param>
    /// <param name="unconditional">The encoded empty prompts, in the same shape. Without them, there is no guidance.</param>
    /// <param name="scale">How far beyond u. At 1 the result is c, and u is not computed.</param>
    /// <param name="pauses">Whether some predictions will be asked for without guidance.</param>
    public ClassifierFreeGuidance(Func<Tensor, IConditionedModel> read, Tensor conditional, Tensor? unconditional, double scale, bool pauses = false)
    {
        _scale = (float)scale;
        bool isGuided = unconditional is not null && scale != 1;
        if (isGuided && unconditional!.Shape != conditional.Shape)
        {
            throw new ArgumentException($"The empty prompts are {unconditional.Shape}, but the prompts {conditional.Shape}.", nameof(unconditional));
        }

        _alone = !isGuided || pauses ? read(conditional) : null;
        if (isGuided)
        {
            using Tensor both = conditional.Device.Stack(unconditional!, conditional);
            _both = read(both);
        }
    }

    /// <summary>The noise in a latent; as a <see cref="NoisePredictor"/> wants it.</summary>
    /// <param name="latent">[batch, height, width, channels]</param>
    /// <param name="time">As the network was trained for.</param>
    /// <param name="isGuided">Whether there is guidance, if there is any; without it the result is c, for half the work.</param>
    /// <param name="shortcuts">What the model may leave out.</param>
    /// <exception cref="InvalidOperationException">A prediction without guidance is asked for, but no pauses were announced.</exception>
    public Tensor Predict(Tensor latent, float time, bool isGuided = true, UNetShortcuts shortcuts = default)
    {
        if (_both is null || !isGuided)
        {
            return (_alone ?? throw new InvalidOperationException("This guidance was made without pauses.")).Predict(latent, time, shortcuts);
        }

        Device device = latent.Device;
        return device.Guide(_both.Predict(device.Stack(latent, latent), time, shortcuts), _scale);
    }

    /// <summary>Gives back what the model has made of the prompts.</summary>
    public void Dispose()
    {
        _both?.Dispose();
        _alone?.Dispose();
    }
}
