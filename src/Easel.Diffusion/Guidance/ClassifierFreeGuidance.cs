using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Guidance;

/// <summary>
/// Classifier-free guidance, u + scale (c - u), where c is what the model predicts for a prompt and u for none. Ho and Salimans 2022, arXiv:2207.12598.
/// Both come from one call, u in the first half of the batch.
/// </summary>
public sealed class ClassifierFreeGuidance : IDisposable
{
    private readonly IConditionedModel _model;
    private readonly float _scale;
    private readonly bool _isGuided;

    /// <summary>Guidance around a model.</summary>
    /// <param name="read">The network, given what it is to see: [batch, tokens, width], not needed afterwards.</param>
    /// <param name="conditional">The encoded prompts, [batch, tokens, width].</param>
    /// <param name="unconditional">The encoded empty prompts, in the same shape. Without them, there is no guidance.</param>
    /// <param name="scale">How far beyond u. At 1 the result is c, and u is not computed.</param>
    public ClassifierFreeGuidance(Func<Tensor, IConditionedModel> read, Tensor conditional, Tensor? unconditional, double scale)
    {
        _scale = (float)scale;
        _isGuided = unconditional is not null && scale != 1;
        if (!_isGuided)
        {
            _model = read(conditional);
            return;
        }

        if (unconditional!.Shape != conditional.Shape)
        {
            throw new ArgumentException($"The empty prompts are {unconditional.Shape}, but the prompts {conditional.Shape}.", nameof(unconditional));
        }

        using Tensor both = conditional.Device.Stack(unconditional, conditional);
        _model = read(both);
    }

    /// <summary>The noise in a latent; a <see cref="NoisePredictor"/>.</summary>
    public Tensor Predict(Tensor latent, float time)
    {
        if (!_isGuided)
        {
            return _model.Predict(latent, time);
        }

        Device device = latent.Device;
        return device.Guide(_model.Predict(device.Stack(latent, latent), time), _scale);
    }

    /// <summary>Gives back what the model has made of the prompts.</summary>
    public void Dispose() => _model.Dispose();
}
