using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>A checkpoint file or folder, open: named tensors as views into mapped files.</summary>
public sealed class Checkpoint : IDisposable
{
    private Checkpoint(string path, IReadOnlyDictionary<string, HostTensor> tensors)
    {
        Path = path;
        Tensors = tensors;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>Tensors under canonical (original single-file) names.</summary>
    public IReadOnlyDictionary<string, HostTensor> Tensors { get; }

    /// <summary>Opens a file or folder of any supported form, chosen by content.</summary>
    /// <exception cref="CheckpointException">It cannot be used; the message says why.</exception>
    public static Checkpoint Open(string path) => new(path, new Dictionary<string, HostTensor>());

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
