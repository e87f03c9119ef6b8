using Easel.Checkpoints;
using Easel.Models;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>A checkpoint's tensors once more, for layers that are computed again in float32. Opens its files when it is first asked, and closes them at its end.</summary>
/// <param name="name">What the checkpoint is called in messages.</param>
/// <param name="open">Opens it.</param>
/// <param name="isAveraged">Whether the UNet's averaged weights are meant.</param>
/// <param name="stamps">What its files' stamps were when the model was opened.</param>
internal sealed class ExactWeights(string name, Func<Checkpoint> open, bool isAveraged, IReadOnlyDictionary<string, string?> stamps) : IDisposable
{
    private readonly NamingDevice _none = new();
    private Checkpoint? _checkpoint;
    private Weights? _weights;

    /// <summary>A tensor of the checkpoint.</summary>
    /// <param name="tensor">Its full name.</param>
    /// <exception cref="GenerationException">The checkpoint cannot be read again, or is another one now.</exception>
    public HostTensor Find(string tensor)
    {
        try
        {
            _weights ??= Open();
            return _weights.ShapeOf(tensor) is Shape shape ? _weights.Take(tensor, shape) : throw new CheckpointException($"it has no tensor '{tensor}' any more");
        }
        catch (Exception error) when (error is CheckpointException or IOException or UnauthorizedAccessException)
        {
            throw new GenerationException(
                $"The layer of tensor '{tensor}' overflows in less than float32 and must be computed again in it, but the checkpoint {name} cannot be read again: {error.Message.TrimEnd('.')}. "
                + "Put it back, or use --precision full.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoint?.Dispose();
        _none.Dispose();
    }

    private Weights Open()
    {
        _checkpoint = open();
        if (_checkpoint.Files.Any(file => stamps.TryGetValue(file.Path, out string? stamp) && stamp != ContentHash.StampOf(file.Path)))
        {
            throw new CheckpointException("it has changed since the run began");
        }

        return _checkpoint.Weights(_none, isAveraged);
    }
}
