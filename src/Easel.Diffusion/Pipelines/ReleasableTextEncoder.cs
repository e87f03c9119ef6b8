using Easel.Checkpoints;
using Easel.Models;
using Easel.Models.TextEncoders;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>A text encoder whose weights can be given back between prompts: they are a tenth of a model, and idle while it paints.</summary>
internal sealed class ReleasableTextEncoder
{
    private readonly TextEncoderShape _shape;
    private readonly Device _device;
    private TextEncoder? _encoder;
    private IDisposable? _weights;
    private Func<Checkpoint>? _reopen;
    private bool _averaged;

    /// <summary>Prepares it.</summary>
    public ReleasableTextEncoder(Weights weights, TextEncoderShape shape)
    {
        _shape = shape;
        _device = weights.Device;
        Prepare(weights);
    }

    /// <summary>The encoder; prepared again if it was released.</summary>
    /// <exception cref="GenerationException">The checkpoint has changed meanwhile.</exception>
    public TextEncoder Loaded
    {
        get
        {
            if (_encoder is null)
            {
                using Checkpoint checkpoint = _reopen!();
                Prepare(checkpoint.Weights(_device, _averaged) / ModelNames.TextEncoder);
            }

            return _encoder!;
        }
    }

    /// <summary>From now on it may be released.</summary>
    /// <param name="options">Which checkpoint it is of.</param>
    /// <param name="stamps">Of its files when it was opened.</param>
    /// <param name="averaged">Whether averaged weights are used.</param>
    public void AllowRelease(PipelineOptions options, Dictionary<string, string?> stamps, bool averaged)
    {
        if (_weights is null)
        {
            return;
        }

        _averaged = averaged;
        _reopen = () =>
        {
            Dictionary<string, string?> now = CheckpointContent.StampsOf(options);
            if (stamps.Any(stamp => now.GetValueOrDefault(stamp.Key) != stamp.Value))
            {
                throw new GenerationException($"{options.Checkpoint} has changed since it was opened, and its text encoder is needed again. Leave the file alone while it paints.");
            }

            return Checkpoint.Open(options.Checkpoint);
        };
    }

    /// <summary>Gives the weights back, if it may.</summary>
    public void Release()
    {
        if (_reopen is not null && _encoder is not null)
        {
            _weights!.Dispose();
            _encoder = null;
        }
    }

    private void Prepare(Weights weights) => _weights = _device.PrepareTogether(() => _encoder = new TextEncoder(weights, _shape));
}
