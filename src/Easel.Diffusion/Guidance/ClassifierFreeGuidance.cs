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
    private readonly ConditionedModel _model;
    private readonly Tensor _context;
    private readonly float _scale;
    private readonly bool _isGuided;

    /// <summary>Guidance around a model.</summary>
    /// <param name="model">The network.</param>
    /// <param name="conditional">The encoded prompts, [batch, tokens, width].</param>
    /// <param name="unconditional">The encoded empty prompts, in the same shape. Without them, there is no guidance.</param>
    /// <param name="scale">How far beyond u. At 1 the result is c, and u is not computed.</param>
    public ClassifierFreeGuidance(ConditionedModel model, Tensor conditional, Tensor? unconditional, double scale)
    {
        _model = model;
        _scale = (float)scale;
        _isGuided = unconditional is not null && scale != 1;
        _context = conditional;

        if (_isGuided)
        {
            if (unconditional!.Shape != conditional.Shape)
            {
                throw new ArgumentException($"The empty prompts are {unconditional.Shape}, but the prompts {conditional.Shape}.", nameof(unconditional));
            }

            _context = conditional.Device.Stack(unconditional, conditional);
        }
    }

    /// <summary>The noise in a latent; a <see cref="NoisePredictor"/>.</summary>
    public Tensor Predict(Tensor latent, float time)
    {
        if (!_isGuided)
        {
            return _model(latent, time, _context);
        }

        Device device = latent.Device;
        return device.Guide(_model(device.Stack(latent, latent), time, _context), _scale);
    }

    /// <summary>Gives the joined context back; the prompts stay.</summary>
    public void Dispose()
    {
        if (_isGuided)
        {
            _context.Dispose();
        }
    }
}
